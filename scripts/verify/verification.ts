import { type ModelDescription, modelListSchema } from '../../src/contract/model.ts';
import { elsewhere } from '../kit/elsewhere.ts';
import { Failure, UsageError } from '../kit/failure.ts';
import { madeWithNow } from '../kit/made-with.ts';
import { checkAnswers } from './checks/answers.ts';
import { checkBatch } from './checks/batch.ts';
import { checkClocks, type Effort } from './checks/clocks.ts';
import { checkDescription } from './checks/description.ts';
import { checkHeaders } from './checks/headers.ts';
import { beginCounting } from './checks/ledger.ts';
import { checkLimits } from './checks/limits.ts';
import { checkMemory } from './checks/memory.ts';
import { checkModels } from './checks/models.ts';
import { checkPage, readWebFiles } from './checks/page.ts';
import { checkPlans } from './checks/plans.ts';
import { checkVersion, countVersions, type SeenVersion, seeVersions } from './checks/version.ts';
import type { Checkout } from './checkout.ts';
import { type Access, Deployment, jsonOf } from './deployment.ts';
import { type CheckName, CHECKS, compared, type Finding } from './finding.ts';
import { knownPictures } from './known-pictures.ts';
import { type Answers, askAll, contendersOf } from './questions.ts';
import { References } from './reference.ts';
import { type Starts, startsOf } from './starts.ts';

/** What to look at, and how. */
export interface Wishes {
  readonly checks: readonly CheckName[];
  readonly expectedVersion?: string | undefined;
  /** Whether to load what browsers load to run models themselves. */
  readonly downloads: boolean;
  /** Whether to send requests until some are refused. */
  readonly flood: boolean;
  readonly effort: Effort;
  /** How long to wait until answers were counted, in ms. */
  readonly patience: number;
}

/** What came out: the source of all reports, and what `--json` prints. */
export interface Verification {
  readonly origin: string;
  /** When it began, as ISO 8601 has it. */
  readonly date: string;
  /** What this machine compared the deployment with. */
  readonly checkout: string;
  readonly passed: boolean;
  readonly findings: readonly Finding[];
  readonly starts: readonly Starts[];
  /** Whether cold starts could be asked for. */
  readonly coldOnDemand: boolean;
  /** Which versions answered, in words. */
  readonly versions: string;
  /** Data centres that answered, by Cloudflare's names. */
  readonly locations: readonly string[];
  /** How many isolates answered. */
  readonly isolates: number;
  /** Of all bodies that were loaded, uncompressed. */
  readonly received_bytes: number;
}

/** Checks that need answers to pictures. */
const OF_ANSWERS: readonly CheckName[] = ['answers', 'memory', 'ledger', 'metrics'];

/**
 * Compares a deployment with what this checkout would deploy, over HTTP alone.
 * @param report where to say what is done
 * @throws Failure when it cannot be reached, is no EdgeLens, or wants a key
 */
export async function verify(
  access: Access,
  checkout: Checkout,
  wishes: Wishes,
  report: (line: string) => void = () => undefined,
): Promise<Verification> {
  const date = new Date().toISOString();
  const deployment = new Deployment(access);
  const models = await readModels(deployment);
  const wants = (...names: readonly CheckName[]): boolean => names.some((name) => wishes.checks.includes(name));
  const findings: Finding[] = [];
  /** A check that gets no answer has failed, and the others go on. */
  const look = async (
    name: CheckName,
    check: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<void> => {
    if (!wants(name)) return;
    report(`checking ${name} ...`);
    try {
      findings.push(...(await check()));
    } catch (error) {
      if (!(error instanceof Failure) || error instanceof UsageError) throw error;
      findings.push(compared(name, 'all of it', { isRight: false, expected: 'answers', seen: error.message }));
    }
  };

  const versions: SeenVersion[] = wants('version') ? await seeVersions(deployment) : [];
  const counted = await beginCounting(deployment, wishes.checks, {
    hasLedger: checkout.settings.hasLedger,
    version: wishes.expectedVersion,
  });
  const pictures = knownPictures();
  const references = new References();
  let [answers, mayDisturb]: [readonly Answers[], boolean] = [[], false];
  if (wants(...OF_ANSWERS)) {
    const contenders = contendersOf(models);
    report(`asking ${contenders.length} models and engines ...`);
    ({ answers, mayDisturb } = await askAll(deployment, contenders, pictures, (done) => {
      if (done % 4 === 0) report(`${done} of ${contenders.length} have answered`);
    }));
  }

  await look('models', () => checkModels(models, checkout));
  await look('answers', () => checkAnswers(answers, checkout, references));
  await look('batch', () => checkBatch(deployment, models, pictures, checkout, references));
  await look('memory', () => checkMemory(answers));
  if (wants('ledger', 'metrics')) {
    report('waiting until the answers are counted ...');
    findings.push(...(await counted.check(answers, wishes.patience)));
  }
  await look('clocks', () => checkClocks(deployment, models, wishes.effort));
  const { all, webWorker } = await readWebFiles();
  await look('headers', () => checkHeaders(deployment, webWorker));
  await look('page', () => checkPage(deployment, all));
  await look('description', () => checkDescription(deployment));
  await look('plans', () =>
    checkPlans(
      deployment,
      models.map(({ name }) => name),
      checkout,
      wishes,
    ),
  );
  if (wants('version')) versions.push(...(await seeVersions(deployment)));
  await look('version', () => checkVersion(deployment, versions, wishes.expectedVersion));
  // The last one, because after a flood the deployment refuses for a while.
  await look('limits', () => checkLimits(deployment, checkout.settings, wishes));

  const isolates = answers.flatMap(({ answered }) =>
    answered.flatMap(({ classification }) => classification?.start.isolate.id ?? []),
  );
  return {
    origin: deployment.origin,
    date,
    checkout: madeWithNow().commit ?? 'unknown',
    passed: findings.every(({ verdict }) => verdict !== 'failed'),
    findings: findings.toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check)),
    starts: startsOf(answers),
    coldOnDemand: mayDisturb,
    versions: countVersions(versions),
    locations: [...deployment.locations].sort(),
    isolates: new Set(isolates).size,
    received_bytes: deployment.receivedBytes,
  };
}

/** @throws Failure when nobody answers there, or somebody else does */
async function readModels(deployment: Deployment): Promise<readonly ModelDescription[]> {
  const { origin } = deployment;
  const reply = await deployment.ask('/v1/models');
  const moved = elsewhere(origin, reply);
  if (moved !== undefined) throw new Failure(moved);
  const parsed = modelListSchema.safeParse(jsonOf(reply));
  if (parsed.success) return parsed.data.models;
  throw new Failure(`${origin} is no EdgeLens of this kind: it answers /v1/models with ${reply.status}`);
}
