import type { EngineName } from '../../src/contract/names.ts';
import { type Classification, classificationSchema } from '../../src/contract/classification.ts';
import type { ModelDescription } from '../../src/contract/model.ts';
import { Failure } from '../kit/failure.ts';
import type { Picture } from '../kit/load/picture.ts';
import { briefly, type Deployment, jsonOf } from './deployment.ts';
import { ASKED_CLASSES } from './likeness.ts';

/** A model in an engine. */
export interface Contender {
  readonly model: ModelDescription;
  readonly engine: EngineName;
}

/** What a contender answered to a picture. */
export interface Answered {
  readonly picture: Picture;
  /** At this machine, from the call of fetch to the last byte. */
  readonly ms: number;
  /** undefined where there was no such answer. */
  readonly classification: Classification | undefined;
  /** What came instead; empty where nothing was wrong. */
  readonly fault: string;
}

/** All that a contender answered. */
export interface Answers {
  readonly contender: Contender;
  readonly answered: readonly Answered[];
}

/** How often each contender is asked with its session dropped before, and how often without. */
const [FRESH, AS_IT_IS] = [2, 3];

/** Those that a deployment lists. */
export function contendersOf(models: readonly ModelDescription[]): Contender[] {
  return models.flatMap((model) => model.engines.map(({ name }) => ({ model, engine: name })));
}

/** How a contender is called in reports. */
export function nameOf({ model, engine }: Contender): string {
  return `${model.name} in ${engine}`;
}

/**
 * Shows the pictures in turn to each contender, some times with a cold start where the deployment allows to ask for one.
 * @throws Failure when the deployment wants a key, or does not know the one that it got
 */
export async function askAll(
  deployment: Deployment,
  contenders: readonly Contender[],
  pictures: readonly [Picture, ...Picture[]],
  onContender: (done: number) => void = () => undefined,
): Promise<{ readonly answers: readonly Answers[]; readonly mayDisturb: boolean }> {
  let mayDisturb = true;
  const answers: Answers[] = [];
  for (const [done, contender] of contenders.entries()) {
    const answered: Answered[] = [];
    for (let turn = 0; turn < FRESH + AS_IT_IS; turn++) {
      const picture = pictures[turn % pictures.length] ?? pictures[0];
      const isFresh = mayDisturb && turn < FRESH;
      const answer = await askOne(deployment, contender, picture, isFresh);
      if (answer === 'not allowed') {
        mayDisturb = false;
        answered.push(await askAllowed(deployment, contender, picture));
      } else answered.push(answer);
    }
    answers.push({ contender, answered });
    onContender(done + 1);
  }
  return { answers, mayDisturb };
}

async function askAllowed(deployment: Deployment, contender: Contender, picture: Picture): Promise<Answered> {
  const answer = await askOne(deployment, contender, picture, false);
  if (answer === 'not allowed') throw new Failure(`${deployment.origin} refuses what nobody asked for: fresh=session`);
  return answer;
}

async function askOne(
  deployment: Deployment,
  { model, engine }: Contender,
  picture: Picture,
  isFresh: boolean,
): Promise<Answered | 'not allowed'> {
  const query = new URLSearchParams({ model: model.name, engine, top_k: String(ASKED_CLASSES) });
  if (isFresh) query.set('fresh', 'session');
  const reply = await deployment.ask(`/v1/classify?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': picture.type, Accept: 'application/json' },
    body: picture.bytes,
  });
  const { status, ms } = reply;
  const body = jsonOf(reply);
  const type = typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : '';
  if (type === '/problems/fresh-not-allowed') return 'not allowed';
  if (['/problems/key-required', '/problems/verification-failed'].includes(type)) {
    throw new Failure(
      deployment.key === undefined
        ? `${deployment.origin} computes for holders of a key only: put one into the environment variable EDGELENS_KEY`
        : `${deployment.origin} does not know the key in the environment variable EDGELENS_KEY`,
    );
  }
  if (status !== 200) return { picture, ms, classification: undefined, fault: briefly(reply) };
  const parsed = classificationSchema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    return { picture, ms, classification: undefined, fault: `no answer of this API: ${where || 'not JSON'}` };
  }
  return { picture, ms, classification: parsed.data, fault: '' };
}
