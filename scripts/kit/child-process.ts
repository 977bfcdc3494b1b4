import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Failure, reasonOf } from './failure.ts';

/** The process of a script ended by itself; the message says how, with the last that it wrote to standard error. */
export class ChildEnded extends Failure {
  override name = 'ChildEnded';
}

/** A script took longer for an answer than it may; its process has been ended. */
export class ChildTimeout extends Failure {
  override name = 'ChildTimeout';
}

/** How a script is run in a process of its own. */
export interface ChildOptions {
  readonly args?: readonly string[];
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Keeps the terminal's Ctrl-C away from it. */
  readonly detached?: boolean;
  /** Longest time for one answer, in ms. */
  readonly timeout?: number;
}

/** What goes back to the parent. */
type Message<Answer> = { readonly ready: true } | { readonly answer: Answer } | { readonly failure: string };

/** A script of ours in a process of its own, which answers one question at a time. */
export class Child<Question, Answer> {
  readonly pid: number;
  readonly #process: ChildProcess;
  readonly #timeout: number | undefined;
  #errors = '';

  private constructor(program: URL, { args = [], nodeOptions = [], detached = false, timeout }: ChildOptions) {
    this.#process = fork(fileURLToPath(program), args, {
      execArgv: [...nodeOptions],
      detached,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk.toString()}`.slice(-2000);
    });
    this.#timeout = timeout;
    this.pid = this.#process.pid ?? 0;
  }

  /**
   * Starts a script that calls {@link answerParent}, and waits until it has done so.
   * @throws ChildEnded when it ends before
   */
  static async start<Question, Answer>(program: URL, options: ChildOptions = {}): Promise<Child<Question, Answer>> {
    const child = new Child<Question, Answer>(program, options);
    await child.#next(undefined);
    return child;
  }

  /**
   * Asks the script something and waits for its answer.
   * @throws ChildEnded
   * @throws ChildTimeout
   * @throws Failure with the reason that the script gives
   */
  async ask(question: Question): Promise<Answer> {
    const answer = this.#next(this.#timeout);
    this.#process.send({ question });
    const message = await answer;
    if ('answer' in message) return message.answer;
    throw new Failure('failure' in message ? message.failure : 'the process was started anew');
  }

  /** Lets the script clean up, and waits for the end of its process. */
  async close(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended();
  }

  /** Ends the process, whatever it does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended();
  }

  async #ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }

  async #next(timeout: number | undefined): Promise<Message<Answer>> {
    const settled = new AbortController();
    const { signal } = settled;
    const timer = Promise.withResolvers<never>();
    const watchdog =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            timer.reject(new ChildTimeout(`no answer came within ${timeout} ms`));
          }, timeout);
    try {
      return await Promise.race([
        once(this.#process, 'message', { signal }).then(([message]) => message as Message<Answer>),
        once(this.#process, 'exit', { signal }).then(async ([code, by]): Promise<never> => {
          // What it wrote last may come after its end.
          await sleep(50);
          throw new ChildEnded(`${String(by ?? `exit code ${String(code)}`)} ${this.#errors.trim()}`.trim());
        }),
        timer.promise,
      ]);
    } catch (error) {
      if (error instanceof ChildTimeout) await this.kill();
      throw error;
    } finally {
      clearTimeout(watchdog);
      settled.abort();
    }
  }
}

/**
 * Makes this process answer the questions of the one that started it with {@link Child.start}. It ends when that one does.
 * @param cleanUp runs before the end
 */
export function answerParent(
  answer: (question: never) => Promise<unknown>,
  cleanUp: () => Promise<void> | void = () => undefined,
): void {
  const send = (message: Message<unknown>): boolean | undefined => process.send?.(message);
  process.on('message', (message) => {
    void answer((message as { question: never }).question).then(
      (result) => send({ answer: result }),
      (error: unknown) => send({ failure: reasonOf(error) }),
    );
  });
  // The parent has gone, for whatever reason: leave nothing behind.
  process.once('disconnect', () => {
    void Promise.resolve(cleanUp()).finally(() => process.exit());
  });
  send({ ready: true });
}
