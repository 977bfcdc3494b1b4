import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { warmUpClient } from './kit/load/client.ts';
import { Experiment } from './bench/experiment.ts';
import { type Keeper, openKeeper } from './bench/keeper.ts';
import { describeMachine } from './kit/load/machine.ts';
import { type BenchOptions, HELP, parseBenchOptions } from './bench/options.ts';
import { readPicture } from './kit/load/picture.ts';
import { localPlace, type Place, remotePlace } from './bench/place.ts';
import { type Plan, stepsOf } from './bench/plan.ts';
import { showProgress } from './bench/progress.ts';
import { drawCharts } from './bench/charts/charts.ts';
import { describe } from './bench/report.ts';
import { summarize } from './bench/summary.ts';
import { modelsOf } from './bench/target.ts';
import { build } from './build/build.ts';
import { runCommand } from './kit/command.ts';
import { Failure, UsageError } from './kit/failure.ts';
import { readManifest, WORKSPACE } from './models/workspace.ts';

/** Other experiments with options of their own, loaded only when one is asked for. */
const EXPERIMENTS: Readonly<Record<string, () => Promise<(argv: readonly string[]) => Promise<void>>>> = {
  '--candidates': async () => (await import('./lab/candidates/command.ts')).candidatesCommand,
  '--engines': async () => (await import('./lab/engines/command.ts')).enginesCommand,
  '--page': async () => (await import('./lab/page/command.ts')).pageCommand,
  '--peers': async () => (await import('./lab/peers/command.ts')).peersCommand,
  '--photos': async () => (await import('./lab/photos/command.ts')).photosCommand,
};

await runCommand(async () => {
  const argv = process.argv.slice(2);
  const other = Object.entries(EXPERIMENTS).find(([flag]) => argv.includes(flag));
  if (other !== undefined) {
    const [flag, command] = other;
    await (
      await command()
    )(argv.filter((argument) => argument !== flag));
    return;
  }
  const options = parseBenchOptions(argv);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  if (options.url === undefined) await build();
  const pictures = options.pictures.map(readPicture);
  await requireModels(options);
  const machine = describeMachine();
  const keeper = options.url === undefined ? await openKeeper() : undefined;
  try {
    const places = placesOf(options, keeper);
    const plan = { options, places, pictures, key: process.env['EDGELENS_KEY'] };
    await warmUpClient(pictures);
    const { experiment, interrupted } = await perform(plan);
    const { findings } = experiment;
    const summary = summarize(findings, options.models, options.seed);
    console.log(`\n${describe(summary, { options, places, machine, interrupted })}`);
    const json = resolve(options.json ?? join(options.out, 'bench.json'));
    const targets = places.map(({ label, title }) => ({ label, title }));
    write(json, JSON.stringify({ version: 1, machine, options, targets, interrupted, summary, ...findings }, null, 1));
    const files = drawCharts(summary, findings.samples).map(({ name, svg }) => write(join(options.out, name), svg));
    console.log(`\n${[...files, json].map((file) => relative(process.cwd(), file)).join('\n')}`);
    if (!interrupted && summary.rows.length + summary.sweep.length === 0) {
      throw new Failure('no request was answered as it should be');
    }
  } finally {
    await keeper?.leave();
  }
});

/** Runs the experiment to its end, or until Ctrl-C. */
async function perform(plan: Plan): Promise<{ readonly experiment: Experiment; readonly interrupted: boolean }> {
  const interruption = new AbortController();
  const progress = showProgress(stepsOf(plan));
  const onInterrupt = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', onInterrupt);
  const experiment = new Experiment(plan, progress, interruption.signal);
  try {
    await experiment.run();
  } catch (error) {
    // What breaks off because of Ctrl-C is no failure.
    if (!interruption.signal.aborted) throw error;
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
  }
  return { experiment, interrupted: interruption.signal.aborted };
}

function placesOf({ url, compare }: BenchOptions, keeper: Keeper | undefined): Place[] {
  const first = keeper === undefined ? remotePlace('A', url ?? '') : localPlace('A', keeper);
  return compare === undefined ? [first] : [first, remotePlace('B', compare)];
}

/** @throws UsageError that names the models which there are, when another one is asked for */
async function requireModels({ url, compare, models }: BenchOptions): Promise<void> {
  const remote = [url, compare].flatMap((origin) => (origin === undefined ? [] : [origin]));
  const offers = await Promise.all(
    remote.map(async (origin) => ({ where: origin, known: await modelsOf({ label: 'A', origin }) })),
  );
  if (url === undefined) {
    const manifest = await readManifest(WORKSPACE);
    offers.push({ where: 'models/manifest.json', known: manifest.models.map(({ name }) => name) });
  }
  for (const { where, known } of offers) {
    const unknown = models.find((model) => !known.includes(model));
    if (unknown !== undefined) {
      throw new UsageError(`${where} has no model ${unknown}. Known: ${known.join(', ')}`);
    }
  }
}

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
