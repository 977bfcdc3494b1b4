import type { Context } from 'hono';

import type { Batch, BatchEnd, BatchItem } from '../../contract/batch.ts';
import type { Problem } from '../../contract/problem.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import { inSpan } from '../../latency/tracing.ts';
import type { AppEnv } from '../app-env.ts';
import { recordProblem } from '../latency/recording.ts';
import { routePattern } from '../middleware/request-log.ts';
import { problemBody, problemOf } from '../problem.ts';
import { countAgain } from '../protection/rate-limit.ts';
import { describeClassification, type EmbeddingForm } from './described.ts';
import { type JobStub, openPictures, runJob, valueOf } from './job-client.ts';
import { streamLines } from './line-stream.ts';
import type { Member } from './members.ts';
import { answerReceived, beginLabels, type LabelLists, type PictureAnswer, type Question } from './picture-pipeline.ts';
import { recordSamples, serverTimingOf } from './report.ts';

/** What is asked of each picture. */
export interface BatchQuestion {
  readonly member: Member;
  readonly question: Question;
  readonly form: EmbeddingForm;
}

/** A picture of the body, and how long it was waited for. */
interface Arrived {
  /** What the sender calls it. */
  readonly id: string | null;
  readonly receive_ms: number;
  /** Why it was read past, if it was. */
  readonly refusal?: { readonly error: unknown };
}

/** The picture that a body begins with. */
interface First extends Arrived {
  /** Whether it is the only one, as far as that was to be found out. */
  readonly isAlone: boolean;
  /** How long the next one was waited for in doing so, in ms. */
  readonly waited_ms: number;
}

type AnswerAs = 'lines' | 'list' | 'either';

/**
 * Answers a body that may have several pictures, each when it has come, and with one of them in memory at a time.
 * @param as `lines`: NDJSON, a line as soon as there is an answer; `list`: JSON with a list; `either`: a list for several pictures,
 *   and for one what is answered to one
 * @throws ProblemError when there is no picture, or the only one is refused
 */
export async function answerBatch(c: Context<AppEnv>, asked: BatchQuestion, as: AnswerAs): Promise<Response> {
  const { promise: begun, resolve, reject } = Promise.withResolvers<Response>();
  runJob(c, [asked.member], async (job) => {
    const lists = beginLabels(c, [asked.member], asked.question.language);
    const first = await receiveFirst(c, job, as);
    if (first.isAlone) {
      const received = valueOf(await job.received());
      const { receive_ms } = first;
      return answerReceived(job, [asked.member], asked.question, { lists, received, receive_ms });
    }
    const run = new BatchRun(c, job, asked, lists);
    if (as === 'lines') await run.writeLines(first, resolve);
    else resolve(c.json(await run.list(first)));
    return undefined;
  })
    .then(({ result, memory }) => {
      if (result === undefined) return;
      const picture = { ...result, total_ms: result.watch.total, memory };
      c.header('Server-Timing', serverTimingOf(picture));
      recordSamples(c, picture);
      resolve(c.json(describeClassification(picture, asked.form)));
    })
    .catch(reject);
  return begun;
}

/** Reads the first picture, and on to the next one where the answer depends on whether there is one. */
function receiveFirst(c: Context<AppEnv>, job: JobStub, as: AnswerAs): Promise<First> {
  return receiving(async () => {
    const arrival = c.get('arrival');
    await openPictures(c, job);
    if (!valueOf(await job.more())) throw new Error('a body without a picture was not refused');
    const id = valueOf(await job.receiveNext());
    const receive_ms = arrival.total;
    if (as !== 'either') return { id, receive_ms, isAlone: false, waited_ms: 0 };
    const isAlone = !valueOf(await job.more());
    const { total } = arrival;
    return { id, receive_ms: isAlone ? total : receive_ms, isAlone, waited_ms: total - receive_ms };
  });
}

function receiving<Result>(step: () => Promise<Result>): Promise<Result> {
  return inSpan('receive', () => ({}), step);
}

/** One request with several pictures. */
class BatchRun {
  readonly #c: Context<AppEnv>;
  readonly #job: JobStub;
  readonly #asked: BatchQuestion;
  readonly #lists: LabelLists;
  readonly #route: string | null;
  #problem: Problem | null = null;

  constructor(c: Context<AppEnv>, job: JobStub, asked: BatchQuestion, lists: LabelLists) {
    this.#c = c;
    this.#job = job;
    this.#asked = asked;
    this.#lists = lists;
    this.#route = routePattern(c);
  }

  async list(first: First): Promise<Batch> {
    const images: BatchItem[] = [];
    for await (const item of this.#items(first)) images.push(item);
    return { images, ...this.#end() };
  }

  /** @param begin is handed the response before the first line is there */
  async writeLines(first: First, begin: (response: Response) => void): Promise<void> {
    const { body, done } = streamLines(this.#items(first), (images, failure) => {
      if (failure !== undefined) this.#problem = this.#told(failure.error);
      return { images, ...this.#end() } satisfies BatchEnd;
    });
    begin(this.#c.body(body, 200, { 'Content-Type': 'application/x-ndjson' }));
    await done;
  }

  #end(): Omit<BatchEnd, 'images'> {
    return { complete: this.#problem === null, problem: this.#problem, total_ms: this.#c.get('arrival').total };
  }

  /** Answers the pictures in their order. What ends the upload ends the list, and is kept for its end. */
  async *#items(first: First): AsyncGenerator<BatchItem> {
    let arrived: Arrived | null = first;
    for (let index = 0; arrived !== null; index++) {
      yield await this.#answer(index, arrived);
      try {
        arrived = await this.#next(index === 0 ? first.waited_ms : 0);
      } catch (error) {
        this.#problem = this.#told(error);
        return;
      }
    }
  }

  /**
   * Reads the next picture, or past it where there were too many: it is counted before anything is fetched or converted for it.
   * @param waited_ms how long it was waited for before
   */
  #next(waited_ms: number): Promise<Arrived | null> {
    return receiving(async () => {
      const watch = new Stopwatch();
      if (!valueOf(await this.#job.more())) return null;
      const until = waited_ms + watch.total;
      try {
        await countAgain(this.#c);
      } catch (error) {
        return { id: valueOf(await this.#job.skipNext()), receive_ms: until, refusal: { error } };
      }
      const reading = new Stopwatch();
      return { id: valueOf(await this.#job.receiveNext()), receive_ms: until + reading.total };
    });
  }

  async #answer(index: number, { id, receive_ms, refusal }: Arrived): Promise<BatchItem> {
    try {
      if (refusal !== undefined) throw refusal.error;
      const received = valueOf(await this.#job.received());
      const { member, question, form } = this.#asked;
      const result = await answerReceived(this.#job, [member], question, { lists: this.#lists, received, receive_ms });
      const memory = await this.#job.release();
      const picture: PictureAnswer = { ...result, total_ms: result.watch.total, memory };
      recordSamples(this.#c, picture);
      return { index, id, answer: describeClassification(picture, form), problem: null };
    } catch (error) {
      await this.#job.release();
      return { index, id, answer: null, problem: this.#told(error) };
    }
  }

  /** What the sender is told of an error, which is counted as that of a request. */
  #told(error: unknown): Problem {
    const problem = problemOf(this.#c, error);
    if (this.#route !== null) recordProblem(this.#c, { route: this.#route, problem: problem.problem });
    return problemBody(this.#c, problem);
  }
}
