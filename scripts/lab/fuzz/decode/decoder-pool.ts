import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Failure } from '../../../kit/failure.ts';
import type { Execution, Task } from './outcome.ts';

const PROGRAM = fileURLToPath(new URL('decoder-process.ts', import.meta.url));

/** The Worker's own decoders as a module to attack. */
export const REAL_DECODER = fileURLToPath(new URL('decoder.ts', import.meta.url));

/** A decoder in a process of its own, with a watchdog. */
export interface DecoderProcess {
  /** Decodes one input; never throws for whatever the input may do to the process. */
  readonly run: (task: Task) => Promise<Execution>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a decoder process, which is started anew when an input has ended it.
 *
 * @param module path of a module that exports a {@link Decode} as `decode`
 * @param patience how long one input may take before the process is ended, in ms
 */
export function openDecoder(module: string, patience: number): DecoderProcess {
  let current: Promise<ChildProcess> | undefined;
  const end = async (): Promise<void> => {
    const child = await current?.catch(() => undefined);
    current = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    run: async (task) => {
      const child = await (current ??= start(module));
      const execution = await ask(child, task, patience);
      if (execution.outcome.result === 'hang' || execution.outcome.result === 'death') await end();
      return execution;
    },
    close: end,
  };
}

async function start(module: string): Promise<ChildProcess> {
  const child = fork(PROGRAM, [module], {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const complaints = complaintsOf(child);
  const isReady = await Promise.race([once(child, 'message').then(() => true), once(child, 'exit').then(() => false)]);
  if (!isReady) throw new Failure(`the decoder ${module} cannot be started: ${complaints()}`);
  return child;
}

const endings = new WeakMap<ChildProcess, () => string>();

/** Keeps the end of what a process writes to standard error: V8 says there why it gave up. */
function complaintsOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk.toString()}`.slice(-2000);
  });
  const read = (): string => text.trim();
  endings.set(child, read);
  return read;
}

async function ask(child: ChildProcess, task: Task, patience: number): Promise<Execution> {
  const nothing = { cpu_ms: 0, heapBytes: 0, grownBytes: null, repeatable: null };
  const answered = new AbortController();
  const { signal } = answered;
  const answer = Promise.race([
    once(child, 'message', { signal }).then(([execution]) => execution as Execution),
    once(child, 'exit', { signal }).then(([code, by]): Execution => {
      const how = `${String(by ?? `exit code ${String(code)}`)} ${endings.get(child)?.() ?? ''}`.trim();
      return { ...nothing, outcome: { result: 'death', how } };
    }),
    new Promise<Execution>((resolve) => {
      const timer = setTimeout(() => {
        resolve({ ...nothing, cpu_ms: patience, outcome: { result: 'hang' } });
      }, patience);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
      });
    }),
  ]);
  child.send(task);
  return answer.finally(() => {
    answered.abort();
  });
}
