import { type Calibration, calibrationSchema } from '../../src/contract/operations.ts';
import { elsewhere } from '../kit/elsewhere.ts';
import { Failure, reasonOf } from '../kit/failure.ts';
import { randomOf } from '../kit/random.ts';

/** How many inferences the requests of a round do. */
const RUNS = [0, 1, 4, 16] as const;

/** One request, by three clocks. */
export interface Sample {
  readonly runs: number;
  readonly ms: {
    /** At the client, from the call of fetch to the last byte of the answer. */
    readonly client: number;
    /** The handler's clock around its call to the other entrypoint. */
    readonly rpc: number;
    /** The clock of the invocation that computes. */
    readonly inside: number;
  };
}

/** One request for each of {@link RUNS}, shortly after one another. */
export type Round = readonly Sample[];

/** A deployment to measure. */
export interface Deployment {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly model?: string | undefined;
  /** Sent as X-EdgeLens-Key. */
  readonly key?: string | undefined;
  /** Further headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Cold answers in a row after which a deployment counts as one that never gets warm. */
const PATIENCE = 20;

/**
 * Measures one round, in an order that is random and the same for the same number. An answer with a cold start is asked
 * for again, because the client then waits for a load that no figure of the calibration contains.
 * @throws Failure when the deployment cannot be reached or refuses
 */
export async function measureRound(deployment: Deployment, number: number): Promise<Round> {
  const round: Sample[] = [];
  for (const runs of randomOf('round', number).shuffle([...RUNS])) round.push(await measureWarm(deployment, runs));
  return round;
}

/** Makes the isolate, the connection and the compiled code warm. */
export async function warmUp(deployment: Deployment): Promise<string> {
  await measureWarm(deployment, 16);
  const { answer } = await measure(deployment, 16);
  return answer.model;
}

async function measureWarm(deployment: Deployment, runs: number): Promise<Sample> {
  for (let attempt = 0; attempt < PATIENCE; attempt++) {
    const { answer, sample } = await measure(deployment, runs);
    if (answer.start.kind === 'warm') return sample;
  }
  throw new Failure(`${PATIENCE} answers in a row had a cold start: too many isolates, or too little traffic on them`);
}

async function measure(
  { origin, model, key, headers: further = {} }: Deployment,
  runs: number,
): Promise<{ answer: Calibration; sample: Sample }> {
  const url = new URL('/v1/calibrate', origin);
  url.searchParams.set('runs', String(runs));
  if (model !== undefined) url.searchParams.set('model', model);
  const headers = { ...further, ...(key !== undefined && { 'X-EdgeLens-Key': key }) };

  const begin = performance.now();
  let response;
  let body;
  try {
    response = await fetch(url, { method: 'POST', headers, redirect: 'manual' });
    body = await response.text();
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Failure(`cannot reach ${origin}: ${reasonOf(cause)}`);
  }
  const client = performance.now() - begin;

  const moved = elsewhere(origin, response);
  if (moved !== undefined) throw new Failure(moved);
  if (response.status === 403) {
    throw new Failure(
      `${origin} lets only its operator calibrate it. Give it an operator's key with "wrangler secret put OPERATOR_KEY", and put the ` +
        `same into the environment variable EDGELENS_KEY.`,
    );
  }
  if (!response.ok) throw new Failure(`${origin} answered ${response.status}: ${detailOf(body)}`);
  const answer = calibrationSchema.safeParse(parse(body));
  if (!answer.success) throw new Failure(`${origin} answered something that is not a calibration: is it EdgeLens?`);
  return { answer: answer.data, sample: { runs, ms: { client, ...answer.data.figures_ms } } };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The detail of a problem document, or the beginning of any other body. */
function detailOf(body: string): string {
  const problem = parse(body);
  if (typeof problem === 'object' && problem !== null && 'detail' in problem) return String(problem.detail);
  return body.slice(0, 200);
}
