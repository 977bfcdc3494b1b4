import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { build } from '../build/build.ts';
import { main, report } from '../kit/command.ts';
import { Failure } from '../kit/failure.ts';
import { describeMachine } from '../kit/load/machine.ts';
import { madeWithText } from '../kit/made-with.ts';
import { startLocalWorker } from '../kit/worker/worker-process.ts';
import { othersOf } from './soak/others.ts';
import { soakChart } from './soak/chart.ts';
import { emptyWorker } from './soak/empty-worker.ts';
import { flatnessOf } from './soak/flatness.ts';
import { minutesOf, soakOptions, type SoakOptions } from './soak/options.ts';
import { makePictures } from './soak/pictures.ts';
import { soakReport } from './soak/report.ts';
import { soak, type SoakPlan, type SoakRun } from './soak/soak.ts';
import { kindsOf } from './soak/traffic.ts';

/** `npm run soak`: mixed traffic for a while, and what it does to answers and memory. */
const soakCommand = soakOptions.action(async (options) => {
  const minutes = minutesOf(options);
  await build(report);
  const pictures = await makePictures();
  if (options.url === undefined) report('starting the Worker on this machine ...');
  const worker = options.url === undefined ? await startLocalWorker() : undefined;
  try {
    const origin = worker?.origin ?? options.url ?? '';
    await perform(options, {
      client: { origin, key: process.env['EDGELENS_KEY'] },
      kinds: kindsOf(pictures, await othersOf(origin, options.seed)),
      models: options.models,
      rate: options.rate,
      seconds: 60 * minutes,
      seed: options.seed,
      pid: worker?.pid,
    });
  } finally {
    await worker?.close();
  }
});

await main(soakCommand);

/** @throws Failure when something was not as it should be */
async function perform({ out, json }: SoakOptions, plan: SoakPlan): Promise<void> {
  const machine = describeMachine();
  const goal = Math.round(plan.rate * plan.seconds);
  let done = 0;
  const run = await soak(plan, new AbortController().signal, () => {
    done++;
    if (done % Math.ceil(goal / 10) === 0) report(`${done} of ${goal} requests answered`);
  });
  const flatness = flatnessOf(run, 1000 * plan.seconds);
  const { cpu, cores, node, made_with, load } = machine;
  console.log(`${cpu}, ${cores} cores of which others kept ${load.toFixed(1)} busy before; Node ${node}`);
  console.log(`${madeWithText(made_with)}; seed ${plan.seed}\n`);
  console.log(soakReport(plan, run, flatness));
  if (plan.pid !== undefined) await compareWithEmpty(run);
  const chart = soakChart(run, plan.seconds);
  if (chart !== undefined) console.log(`\n${write(join(out, 'soak.svg'), chart)}`);
  if (json !== undefined) {
    const { rate, seconds, seed, models } = plan;
    const facts = { version: 1, machine, rate, seconds, seed, models, flatness, ...run };
    console.log(write(resolve(json), JSON.stringify(facts, null, 1)));
  }
  const unexpected = run.samples.filter(({ outcome }) => outcome === 'unexpected').length;
  if (unexpected > 0) throw new Failure(`${unexpected} requests were not answered as they should be`);
  if (flatness.heap?.isFlat === false) throw new Failure('the WebAssembly memory of the runtime grew');
  if (flatness.rss?.isFlat === false) throw new Failure('the server grew in memory');
}

/** Prints what the process would take with a Worker that does nothing. */
async function compareWithEmpty({ samples, readings }: SoakRun): Promise<void> {
  const empty = await emptyWorker(samples.length);
  const [first, last] = [readings[0], readings.at(-1)];
  if (empty === undefined || first === undefined || last === undefined) return;
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  console.log(
    `\nRSS at first and after ${samples.length} requests: ${mebibytes(first.rssBytes)} and ${mebibytes(last.rssBytes)} MiB; ` +
      `of a Worker that only says "ok": ${mebibytes(empty.first)} and ${mebibytes(empty.last)} MiB.`,
  );
}

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return relative(process.cwd(), path);
}
