import { expect, it } from 'vitest';

import { Experiment } from '../../../../scripts/bench/experiment.ts';
import { benchOptions, checkBenchOptions } from '../../../../scripts/bench/options.ts';
import { parse } from '../../../../scripts/kit/command.ts';
import { type Deployment, remoteDeployment } from '../../../../scripts/bench/deployment.ts';
import { type Plan, runsOf, stepsOf } from '../../../../scripts/bench/plan.ts';
import { shareOf } from '../../../../scripts/kit/round-robin.ts';
import { outcomeOf } from '../../../../scripts/bench/sample.ts';
import { summarize } from '../../../../scripts/bench/summary.ts';
import { classification, fakeServer } from './fake-server.ts';

const PICTURE = { name: 'none.png', bytes: new Uint8Array(8), type: 'image/png' };
const WARM = classification('warm', { load: 0, infer: 1, explain: null });
const never = new AbortController().signal;

function planOf(deployments: readonly Deployment[], ...argv: string[]): Plan {
  const all = ['--url', 'http://localhost', '--models', 'small,large', ...argv];
  return { options: checkBenchOptions(parse(benchOptions, all)), deployments, pictures: [PICTURE], key: undefined };
}

async function run(plan: Plan, signal = never): Promise<{ findings: Experiment['findings']; steps: number }> {
  let steps = 0;
  const experiment = new Experiment(plan, { onStep: () => steps++ }, signal);
  await experiment.run();
  return { findings: experiment.findings, steps };
}

it('lets models take turns run by run, warms each up once, and announces its steps right', async () => {
  await using server = await fakeServer(() => WARM);
  const plan = planOf([remoteDeployment('A', server.origin)], '--warm', '7', '--warmup', '2', '--query', 'top_k=1');
  const { findings, steps } = await run(plan);
  const warm = findings.samples.filter(({ role }) => role === 'warm');
  expect(Map.groupBy(warm, ({ model }) => model).get('large')).toHaveLength(7);
  expect(findings.samples.filter(({ role }) => role === 'warmup')).toHaveLength(4);
  const order = findings.samples.map(({ model }) => model);
  expect(order.filter((model, index) => model !== order[index - 1])).toEqual(
    Array.from({ length: 5 }, () => ['small', 'large']).flat(),
  );
  expect(steps).toBe(stepsOf(plan));
  expect(steps).toBe(findings.samples.length);
  expect(server.asked.every((query) => query.get('top_k') === '1')).toBe(true);
});

it('deals warm answers to runs without losing one', () => {
  const shares = [0, 1, 2, 3, 4].map((at) => shareOf(7, at, 5));
  expect(shares).toEqual([1, 1, 2, 1, 2]);
  expect(runsOf(planOf([], '--warm', '3'))).toBe(3);
});

it('counts an isolate that turned out to be new apart, and never among the warm ones', async () => {
  const cold = classification('cold', { load: 500, infer: 100 });
  await using server = await fakeServer((index) => (index === 3 ? cold : WARM));
  const { findings } = await run(
    planOf([remoteDeployment('A', server.origin)], '--models', 'small', '--warm', '10', '--warmup', '0'),
  );
  const { rows } = summarize(findings, ['small'], 1);
  expect(rows.map(({ kind, client }) => [kind, client.count])).toEqual([
    ['warm', 9],
    ['met cold', 1],
  ]);
  expect(rows[1]?.phases['load']?.p50).toBe(500);
});

it('keeps failures and what was never answered, with the reason, out of every time', async () => {
  const problem = { status: 429, body: { title: 'Too many requests', detail: 'Try again in 10 s.' } };
  const forever = new Promise<never>(() => undefined);
  await using server = await fakeServer((index) => (index === 9 ? forever : index % 3 === 1 ? problem : WARM));
  const argv = ['--models', 'small', '--warm', '10', '--warmup', '0', '--timeout', '2'];
  const { findings } = await run(planOf([remoteDeployment('A', server.origin)], ...argv));
  expect(findings.samples.map(outcomeOf)).toEqual(
    Array.from({ length: 10 }, (_, index) => (index === 9 ? 'unanswered' : index % 3 === 1 ? 'failed' : 'as expected')),
  );
  const { rows, troubles } = summarize(findings, ['small'], 1);
  expect(rows[0]?.client.count).toBe(6);
  expect(troubles).toEqual([
    { target: 'A', model: 'small', outcome: 'failed', error: '429 Try again in 10 s.', count: 3 },
    {
      target: 'A',
      model: 'small',
      outcome: 'unanswered',
      error: expect.stringContaining('timeout') as string,
      count: 1,
    },
  ]);
});

it('says what is wrong with an answer that is none', async () => {
  await using server = await fakeServer(() => ({ body: { hello: 'world' } }));
  const plan = planOf([remoteDeployment('A', server.origin)], '--models', 'small', '--warm', '1', '--warmup', '0');
  const { findings } = await run(plan);
  expect(findings.samples.map(outcomeOf)).toEqual(['failed']);
  expect(findings.samples[0]?.error).toContain('start');
});

it('alternates between two targets, and takes ratios pair by pair', async () => {
  const order: string[] = [];
  const serve = (name: string, infer: number): ReturnType<typeof fakeServer> =>
    fakeServer(() => {
      order.push(name);
      return classification('warm', { load: 0, infer });
    });
  await using a = await serve('A', 30);
  await using b = await serve('B', 10);
  const deployments = [remoteDeployment('A', a.origin), remoteDeployment('B', b.origin)];
  const argv = ['--compare', b.origin, '--models', 'small', '--warm', '6', '--warmup', '0'];
  const { findings } = await run(planOf(deployments, ...argv));
  expect(order.join('')).toBe('ABABABABABAB');
  const { ratios } = summarize(findings, ['small'], 1);
  expect(ratios.map(({ name }) => name)).toEqual(['A / B, small, warm, client', 'A / B, small, warm, server']);
  expect(ratios[1]).toMatchObject({ median: 3, interval: [3, 3], pairs: 6 });
});

it('asks for fresh sessions, and gives up when the deployment refuses', async () => {
  await using server = await fakeServer((_, query) =>
    query.get('fresh') === 'session' ? classification('cold', { load: 40, infer: 2 }) : WARM,
  );
  const argv = ['--fresh', '--models', 'small', '--cold', '2', '--warm', '4', '--warmup', '3'];
  const plan = planOf([remoteDeployment('A', server.origin)], ...argv);
  const { findings, steps } = await run(plan);
  const { rows } = summarize(findings, ['small'], 1);
  expect(rows.map(({ kind, client }) => [kind, client.count])).toEqual([
    ['cold', 2],
    ['warm', 4],
  ]);
  expect(steps).toBe(stepsOf(plan));

  const problem = { status: 403, body: { title: 'Not allowed', detail: 'Leave it out.' } };
  await using strict = await fakeServer((_, query) => (query.has('fresh') ? problem : WARM));
  await expect(run(planOf([remoteDeployment('A', strict.origin)], ...argv))).rejects.toThrow(
    'refuses --fresh: 403 Leave it out.',
  );
});

it('keeps what there is when it is interrupted, and does not wait for the rest', async () => {
  const interruption = new AbortController();
  await using server = await fakeServer((index) => {
    if (index !== 5) return WARM;
    interruption.abort();
    return new Promise<never>(() => undefined);
  });
  const plan = planOf([remoteDeployment('A', server.origin)], '--warm', '100', '--warmup', '0');
  const { findings } = await run(plan, interruption.signal);
  expect(findings.samples).toHaveLength(5);
});

it('measures each rate from the due moment', async () => {
  await using server = await fakeServer(() => WARM);
  const argv = ['--models', 'small', '--warm', '0', '--warmup', '1', '--rates', '50,20', '--duration', '0.2'];
  const plan = planOf([remoteDeployment('A', server.origin)], ...argv);
  const { findings, steps } = await run(plan);
  expect(steps).toBe(stepsOf(plan));
  const { sweep, rows } = summarize(findings, ['small'], 1);
  expect(rows).toEqual([]);
  expect(sweep.map(({ rate, client }) => [rate, client.count])).toEqual([
    [20, 4],
    [50, 10],
  ]);
  for (const { late_ms, role } of findings.samples) expect(late_ms === null).toBe(role === 'warmup');
});
