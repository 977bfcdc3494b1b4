import type { Context } from 'hono';

import type { Batch, BatchEnd, BatchItem } from '../../contract/batch.ts';
import type { Problem } from '../../contract/problem.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
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
}

/**
 * Answers a body that may have several pictures, each when it has come, and with one of them in memory at a time.
 * @param as `lines`: NDJSON, a line as soon as there is an answer; `list`: JSON with a list; `either`: a list for several pictures,
 *   and for one what is answered to one
 * @throws ProblemError when there is no picture, or the only one is refused
 */
export async function answerBatch(
  c: Context<AppEnv>,
  asked: BatchQuestion,
  as: 'lines' | 'list' | 'either',
): Promise<Response> {
  const { promise: begun, resolve, reject } = Promise.withResolvers<Response>();
  const done = runJob(c, [asked.member], async (job) => {
    const lists = beginLabels(c, [asked.member], asked.question.language);
    await openPictures(c, job);
    const first = await nextPicture(job);
    if (first === null) throw new Error('a body without a picture was not refused');
    const arrived = { ...first, receive_ms: c.get('arrival').total };
    if (as === 'either' && !valueOf(await job.more())) {
      const received = valueOf(await job.received());
      const { receive_ms } = arrived;
      return answerReceived(job, [asked.member], asked.question, { lists, received, receive_ms });
    }
    const run = new BatchRun(c, job, asked, lists);
    if (as === 'lines') await run.writeLines(arrived, resolve);
    else resolve(c.json(await run.list(arrived)));
    return undefined;
  });
  done.then(({ result, memory }) => {
    if (result === undefined) return;
    const picture = { ...result, total_ms: result.watch.total, memory };
    c.header('Server-Timing', serverTimingOf(picture));
    recordSamples(c, picture);
    resolve(c.json(describeClassification(picture, asked.form)));
  }, reject);
  return begun;
}

/** One request with several pictures. */
class BatchRun {
  readonly #c: Context<AppEnv>;
  readonly #job: JobStub;
  readonly #asked: BatchQuestion;
  readonly #lists: LabelLists;
  #problem: Problem | null = null;

  constructor(c: Context<AppEnv>, job: JobStub, asked: BatchQuestion, lists: LabelLists) {
    this.#c = c;
    this.#job = job;
    this.#asked = asked;
    this.#lists = lists;
  }

  async list(first: Arrived): Promise<Batch> {
    const images: BatchItem[] = [];
    for await (const item of this.#items(first)) images.push(item);
    return { images, ...this.#end() };
  }

  /** @param begin is handed the response before the first line is there */
  async writeLines(first: Arrived, begin: (response: Response) => void): Promise<void> {
    const { body, done } = streamLines(this.#items(first), (images, failure) => {
      if (failure !== undefined) this.#problem = problemBody(this.#c, problemOf(this.#c, failure.error));
      return { images, ...this.#end() } satisfies BatchEnd;
    });
    begin(this.#c.body(body, 200, { 'Content-Type': 'application/x-ndjson' }));
    await done;
  }

  #end(): Omit<BatchEnd, 'images'> {
    return { complete: this.#problem === null, problem: this.#problem, total_ms: this.#c.get('arrival').total };
  }

  /** Answers the pictures in their order. What ends the upload ends the list, and is kept for its end. */
  async *#items(first: Arrived): AsyncGenerator<BatchItem> {
    let arrived: Arrived | null = first;
    for (let index = 0; arrived !== null; index++) {
      yield await this.#answer(index, arrived);
      try {
        arrived = await nextPicture(this.#job);
      } catch (error) {
        this.#problem = problemBody(this.#c, problemOf(this.#c, error));
        return;
      }
    }
  }

  async #answer(index: number, { id, receive_ms }: Arrived): Promise<BatchItem> {
    try {
      // The first one was counted as the request.
      if (index > 0) await countAgain(this.#c);
      const received = valueOf(await this.#job.received());
      const { member, question, form } = this.#asked;
      const result = await answerReceived(this.#job, [member], question, { lists: this.#lists, received, receive_ms });
      const memory = await this.#job.release();
      const picture: PictureAnswer = { ...result, total_ms: result.watch.total, memory };
      recordSamples(this.#c, picture);
      return { index, id, answer: describeClassification(picture, form), problem: null };
    } catch (error) {
      await this.#job.release();
      return { index, id, answer: null, problem: problemBody(this.#c, problemOf(this.#c, error)) };
    }
  }
}

async function nextPicture(job: JobStub): Promise<Arrived | null> {
  const watch = new Stopwatch();
  if (!valueOf(await job.more())) return null;
  return { id: valueOf(await job.receiveNext()), receive_ms: watch.total };
}
