import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../kit/failure.ts';
import { isPassing, kindOf, type Outcome, ownProblem, type Problem } from './answer.ts';
import { type Deployment, type Ending, Unreachable } from './deployment.ts';
import { type Picture, readPictureFile, tooLarge } from './picture-file.ts';

/** Around each picture of a form, in bytes: more than its headers take. */
const FRAME = 256;
/** Wait before something is sent again where nobody said how long, in ms; twice as long each time. */
const BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;

/** After how many tries in vain a picture is sent alone, since it may be what keeps the others from being answered. */
const SHARED_TRIES = 1;

/** Pauses that end within this time of one another are told once, in ms. */
const SAME_PAUSE_MS = 1000;

/** Problems of a deployment that has too much to do. */
const TOO_MUCH = new Set(['rate-limited', 'busy']);

/** Problems that further pictures would only meet, too, when nothing is answered any more. */
const OF_ALL = new Set(['rate-limited', 'unreachable']);

/** How files are sent. */
export interface Effort {
  readonly concurrency: number;
  /** Pictures of a request. */
  readonly batch: number;
  /** How often the same picture is sent again. */
  readonly retries: number;
  /** Short side in pixels. */
  readonly shrink: number | undefined;
}

/** What is told while files are classified. */
export interface Listener {
  readonly onOutcome: (outcome: Outcome) => void;
  /** Nothing is sent for some time. @param seconds how long */
  readonly onWait: (seconds: number, problem: Problem) => void;
}

/** A file that has no answer yet. */
interface Job {
  readonly file: string;
  /** How often it was sent in vain. */
  readonly tries: number;
  /** How many pictures had been answered when it was sent last. */
  readonly answeredBefore: number;
}

/** A file that is sent. */
interface Sent {
  readonly job: Job;
  readonly picture: Picture;
}

/**
 * Classifies files until each has an outcome, or until `signal`, which is no error.
 * @throws Failure when the deployment cannot be used any more; what was answered was told before
 */
export async function classifyFiles(
  files: readonly string[],
  deployment: Deployment,
  effort: Effort,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const run = new Run(files, deployment, effort, listener, signal);
  await run.finish();
}

class Run {
  readonly #queue: Job[];
  readonly #deployment: Deployment;
  readonly #effort: Effort;
  readonly #listener: Listener;
  readonly #signal: AbortSignal;
  readonly #failed = new AbortController();
  #answered = 0;
  /** When the sender that takes files has taken them. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Until when nothing is sent, on the clock of `performance.now()`. */
  #pausedUntil = 0;

  constructor(
    files: readonly string[],
    deployment: Deployment,
    effort: Effort,
    listener: Listener,
    signal: AbortSignal,
  ) {
    this.#queue = files.map((file) => ({ file, tries: 0, answeredBefore: 0 }));
    this.#deployment = deployment;
    this.#effort = effort;
    this.#listener = listener;
    this.#signal = AbortSignal.any([signal, this.#failed.signal]);
  }

  async finish(): Promise<void> {
    // Whoever finds nothing to send ends, and what others then put back is sent in another round.
    while (this.#queue.length > 0 && !this.#signal.aborted) {
      const senders = Array.from({ length: this.#effort.concurrency }, () => this.#sendAll());
      for (const end of await Promise.allSettled(senders)) {
        if (end.status === 'rejected') throw end.reason;
      }
    }
  }

  /** Sends one request after the other. The first failure ends all senders. */
  async #sendAll(): Promise<void> {
    try {
      for (;;) {
        await this.#waitForLeave();
        const batch = await this.#takeInTurn();
        if (batch.length === 0 || this.#signal.aborted) return;
        await this.#send(batch);
      }
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#failed.abort();
      throw error;
    }
  }

  async #waitForLeave(): Promise<void> {
    for (let left; (left = this.#pausedUntil - performance.now()) > 0;) {
      await sleep(left, undefined, { signal: this.#signal });
    }
  }

  /** Lets one sender after the other take files, so that requests are full, and have files that follow each other. */
  #takeInTurn(): Promise<Sent[]> {
    const batch = this.#turn.then(() => this.#take());
    this.#turn = batch.catch(() => undefined);
    return batch;
  }

  /** Reads the files of the next request. */
  async #take(): Promise<Sent[]> {
    const batch: Sent[] = [];
    let bytes = 0;
    while (batch.length < Math.min(this.#effort.batch, this.#deployment.mostPictures) && !this.#signal.aborted) {
      const job = this.#queue.shift();
      if (job === undefined) break;
      const picture = await readPictureFile(job.file, this.#effort.shrink);
      const { knownLimit } = this.#deployment;
      if ('type' in picture) {
        this.#end({ file: job.file, answer: null, problem: picture });
        continue;
      }
      const size = picture.bytes.length + FRAME;
      if (knownLimit !== undefined && picture.bytes.length > knownLimit) {
        this.#end({ file: job.file, answer: null, problem: tooLarge(picture.bytes.length, knownLimit) });
        continue;
      }
      const isAlone = job.tries > SHARED_TRIES;
      if (batch.length > 0 && (isAlone || bytes + size > this.#deployment.mostBytes)) {
        this.#queue.unshift(job);
        break;
      }
      bytes += size;
      batch.push({ job, picture });
      if (isAlone) break;
    }
    return batch;
  }

  async #send(batch: readonly Sent[]): Promise<void> {
    const left = new Map(batch.map(({ job }, index) => [index, job]));
    const again: Job[] = [];
    const waits = new Waits();
    const fail = (index: number, job: Job, problem: Problem, retryAfter: number | null): void => {
      left.delete(index);
      const next = isPassing(kindOf(problem)) || batch.length > 1 ? this.#another(job, problem) : undefined;
      if (next === undefined) {
        this.#end({ file: job.file, answer: null, problem });
        return;
      }
      again.push(next);
      waits.add(next.tries, problem, retryAfter);
    };
    try {
      const { problem, retryAfter, learned } = await this.#ask(batch, (index, reply, wait) => {
        const job = left.get(index);
        if (job === undefined) return;
        if (reply.answer === null && isPassing(kindOf(reply.problem))) {
          fail(index, job, reply.problem, wait);
          return;
        }
        left.delete(index);
        this.#end({ file: job.file, problem: null, ...reply });
      });
      for (const [index, job] of left) {
        if (learned) again.push(job);
        else fail(index, job, problem ?? UNANSWERED, retryAfter);
      }
    } finally {
      this.#queue.unshift(...again);
      if (waits.longest !== undefined) this.#pause(waits.longest.ms, waits.longest.problem);
    }
  }

  async #ask(batch: readonly Sent[], onReply: Parameters<Deployment['ask']>[1]): Promise<Ending> {
    const pictures = batch.map(({ picture }) => picture);
    try {
      return await this.#deployment.ask(pictures, onReply, this.#signal);
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof Unreachable)) throw error;
      return { problem: ownProblem('unreachable', error.message), retryAfter: null, learned: false };
    }
  }

  /**
   * The next try of a picture. A refusal because of too much at once does not count as long as others are answered.
   * @returns undefined where it was tried often enough
   * @throws Failure where no other would fare better
   */
  #another(job: Job, problem: Problem): Job | undefined {
    const kind = kindOf(problem);
    const isMoving = this.#answered > job.answeredBefore;
    const tries = isMoving && TOO_MUCH.has(kind) ? job.tries : job.tries + 1;
    if (tries <= this.#effort.retries) return { file: job.file, tries, answeredBefore: this.#answered };
    if (isMoving || !OF_ALL.has(kind)) return undefined;
    throw new Failure(`given up after ${tries} tries: ${problem.detail} (--resume goes on where this ended)`);
  }

  #pause(ms: number, problem: Problem): void {
    const now = performance.now();
    const before = Math.max(now, this.#pausedUntil);
    if (now + ms <= before) return;
    // Requests that are refused together are one pause for people.
    if (before === now || now + ms - before > SAME_PAUSE_MS) this.#listener.onWait(ms / 1000, problem);
    this.#pausedUntil = now + ms;
  }

  #end(outcome: Outcome): void {
    if (outcome.answer !== null) this.#answered++;
    this.#listener.onOutcome(outcome);
  }
}

/** The longest of the pauses that the pictures of a request ask for. */
class Waits {
  longest: { readonly ms: number; readonly problem: Problem } | undefined;

  add(tries: number, problem: Problem, retryAfter: number | null): void {
    const backoff = Math.min(LONGEST_BACKOFF_MS, BACKOFF_MS * 2 ** Math.max(0, tries - 1));
    const ms = retryAfter === null ? backoff : 1000 * retryAfter;
    if (ms > (this.longest?.ms ?? -1)) this.longest = { ms, problem };
  }
}

const UNANSWERED = ownProblem('no-answer', 'The answer to the request says nothing of this picture.');
