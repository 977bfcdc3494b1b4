import type { Context } from 'hono';

import type { DecodedPicture, ReceivedPicture, StepResult } from '../../contract/job.ts';
import type { Explanation, Prediction } from '../../contract/explanation.ts';
import type { Language } from '../../contract/names.ts';
import type { Memory } from '../../contract/memory.ts';
import type { Restriction } from '../../contract/restriction.ts';
import type { Start, StartFacts } from '../../contract/timings.ts';
import { describeStart } from '../../latency/start.ts';
import { Stopwatch } from '../../latency/stopwatch.ts';
import { inSpan } from '../../latency/tracing.ts';
import { isUnknown } from '../../verdict/certainty.ts';
import { rank, softmax } from '../../verdict/scores.ts';
import type { AppEnv } from '../app-env.ts';
import { explainedClasses, type ExplainWish } from './explain.ts';
import { type JobStub, receivePicture, runJob, timeStep } from './job-client.ts';
import { requireLabels } from './labels.ts';
import type { Member } from './members.ts';

/** The options of a request that concern all its models. */
export interface Question {
  readonly topK: number;
  /** Of the labels. */
  readonly language: Language;
  /** In the place of the thresholds of the models. */
  readonly minScore?: number | undefined;
  readonly explain: ExplainWish | undefined;
  /** Indices of the classes that may be answered; all when left out. */
  readonly among?: readonly number[] | undefined;
  /** Whether features are wanted. */
  readonly embed?: boolean;
  /** Whether to drop the sessions first. */
  readonly fresh?: boolean;
}

/** What one model answered to a picture. */
export interface MemberAnswer {
  readonly member: Member;
  readonly start: Start;
  /** Has the phases of this model alone: load, preprocess, infer, explain. */
  readonly watch: Stopwatch;
  /** Softmax outputs, one a class. */
  readonly scores: Float64Array;
  readonly labels: readonly string[];
  readonly predictions: Prediction[];
  /** Whether the first of them is no more than a guess, because its score is below the threshold. */
  readonly unknown: boolean;
  readonly threshold: number | null;
  /** null where all classes may be answered. */
  readonly restriction: Restriction;
  /** Features of length 1, one a channel; null where none were asked for. */
  readonly features: Float32Array | null;
  /** null where none was asked for. */
  readonly explanations: Explanation[] | null;
}

/** The answers to the picture of a request, and what they cost. */
export interface PictureAnswer {
  readonly photo: ReceivedPicture & DecodedPicture;
  /** One a model, in the order of the request. */
  readonly answers: readonly MemberAnswer[];
  /** The heat maps as a PNG file, where the request wants a picture. */
  readonly png: Uint8Array | undefined;
  /** From the arrival of the request to its complete body, in ms. */
  readonly receive_ms: number;
  /** Has what all models share: queue, rpc, decode, draw. */
  readonly watch: Stopwatch;
  /** From the complete body to the answer, in ms. */
  readonly total_ms: number;
  readonly memory: Memory;
}

/**
 * Answers a picture with one or several models: receives it once, decodes it once, and then loads, preprocesses, infers and
 * explains for each model in turn, so that only one of them has to have room at a time.
 * @throws ProblemError when the picture or a model is refused
 */
export async function answerPicture(
  c: Context<AppEnv>,
  members: readonly Member[],
  question: Question,
): Promise<PictureAnswer> {
  const { result, memory } = await runJob(c, members, async (job) => {
    const lists = beginLabels(c, members, question.language);
    const received = await inSpan(
      'receive',
      () => ({}),
      () => receivePicture(c, job),
    );
    return answerReceived(job, members, question, { lists, received, receive_ms: c.get('arrival').total });
  });
  return { ...result, total_ms: result.watch.total, memory };
}

/** A picture that a job has received. */
interface Received {
  /** Class lists of the models. */
  readonly lists: LabelLists;
  readonly received: ReceivedPicture;
  readonly receive_ms: number;
}

/**
 * Answers the picture that a job has received.
 * @throws ProblemError when the picture or a model is refused
 */
export async function answerReceived(
  job: JobStub,
  members: readonly Member[],
  question: Question,
  { lists, received, receive_ms }: Received,
): Promise<Omit<PictureAnswer, 'total_ms' | 'memory'>> {
  const watch = new Stopwatch();
  await timeStep(watch, 'queue', () => job.enter());
  await watch.time('rpc', () => job.ping());

  const picture = await timeStep(watch, 'decode', () => job.decode());
  const answers: MemberAnswer[] = [];
  for (const [index, member] of members.entries()) {
    if (question.fresh === true) await job.drop(index);
    const own = new Stopwatch();
    own.describe({ model: member.model.name, engine: member.engine });
    const load = (): Promise<StepResult<StartFacts>> => job.load(index, question.explain !== undefined);
    const start = describeStart(
      await timeStep(own, 'load', load, (facts) => {
        own.describe({ start: describeStart(facts).kind });
      }),
    );
    const isLast = index === members.length - 1;
    const answer = await askMember(job, index, { member, lists, picture, watch: own, question, isLast });
    answers.push({ member, start, watch: own, ...answer });
  }
  const png = question.explain?.drawn === true ? await timeStep(watch, 'draw', () => job.draw()) : undefined;
  const { format, ...size } = picture;
  return { photo: { format, ...received, ...size }, answers, png, receive_ms, watch };
}

/** Class lists on their way, by their files. */
export type LabelLists = ReadonlyMap<string, Promise<readonly string[]>>;

/** Has the class lists read while the picture comes. */
export function beginLabels(c: Context<AppEnv>, members: readonly Member[], language: Language): LabelLists {
  const models = new Map(members.map(({ model }) => [model.classes.file, model]));
  return new Map(
    [...models].map(([file, model]) => {
      const labels = requireLabels(c, model, language);
      // Who needs it learns of a failure; a picture that is refused needs none.
      labels.catch(() => undefined);
      return [file, labels];
    }),
  );
}

interface Ask {
  readonly member: Member;
  readonly lists: LabelLists;
  readonly picture: DecodedPicture;
  readonly watch: Stopwatch;
  readonly question: Question;
  /** Whether no other model needs the picture afterwards. */
  readonly isLast: boolean;
}

/** Shows the decoded picture to a model that is loaded. */
async function askMember(
  job: JobStub,
  index: number,
  { member: { model }, lists, picture, watch, question, isLast }: Ask,
): Promise<Omit<MemberAnswer, 'member' | 'start' | 'watch'>> {
  const { topK, minScore, explain, among, embed = false } = question;
  await timeStep(watch, 'preprocess', () => job.preprocess(index, !isLast || explain?.drawn === true));
  const logits = await timeStep(watch, 'infer', () => job.infer(index, explain !== undefined || embed));
  const features = embed ? await timeStep(watch, 'embed', () => job.embed()) : null;
  const labels = (await lists.get(model.classes.file)) ?? [];
  const all = softmax(logits, model.temperature);
  const { scores, share } =
    among === undefined
      ? { scores: all, share: 1 }
      : (await import('../../verdict/restriction.ts')).restrict(all, among);
  const predictions = rank(scores, labels, Math.min(topK, among?.length ?? topK));
  // The model's own threshold was found with all classes, and says nothing of scores among some.
  const threshold = minScore ?? (among === undefined ? model.threshold : undefined) ?? null;
  const unknown = isUnknown(predictions[0]?.score ?? 0, threshold);
  const answer = {
    scores,
    labels,
    predictions,
    unknown,
    threshold,
    features,
    restriction: among === undefined ? null : { classes: [...among], share },
  };
  if (explain === undefined) return { ...answer, explanations: null };
  const explained = explainedClasses(explain, predictions).map((at) => ({
    index: at,
    label: labels[at] ?? '',
    score: scores[at] ?? 0,
  }));
  const classes = explained.map((prediction) => prediction.index);
  const maps = await timeStep(watch, 'explain', () => job.explain(index, classes));
  const { describeMaps } = await import('../../inference/explain/describe-maps.ts');
  return { ...answer, explanations: describeMaps(maps, explained, model, picture) };
}
