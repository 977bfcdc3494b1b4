import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { askedModels } from './bench/asked-models.ts';
import { drawCharts } from './bench/charts/charts.ts';
import { type Deployment, localDeployment, remoteDeployment } from './bench/deployment.ts';
import { Experiment } from './bench/experiment.ts';
import { type BenchOptions, benchOptions, checkBenchOptions } from './bench/options.ts';
import { type Plan, stepsOf } from './bench/plan.ts';
import { showProgress } from './bench/progress.ts';
import { describe } from './bench/report.ts';
import { summarize } from './bench/summary.ts';
import { build } from './build/build.ts';
import { main, report } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { warmUpClient } from './kit/load/client.ts';
import { describeMachine } from './kit/load/machine.ts';
import { readPicture } from './kit/load/picture.ts';
import { openSupervisor, type WorkerSupervisor } from './kit/worker/supervisor.ts';
import { WORKSPACE } from './models/workspace.ts';

/** Another experiment, with options of its own; loaded only when somebody asks for it. */
interface OtherExperiment {
  readonly flag: string;
  readonly description: string;
  readonly load: (argv: readonly string[]) => Promise<CommandUnknownOpts>;
}

const OTHERS: readonly OtherExperiment[] = [
  {
    flag: '--candidates',
    description: 'the costs of each architecture that could be served',
    load: async (argv) => (await import('./lab/candidates/command.ts')).candidatesCommand(argv),
  },
  {
    flag: '--device',
    description: "the engine in a visitor's browser beside the one at the edge",
    load: async () => (await import('./lab/device/command.ts')).deviceCommand(),
  },
  {
    flag: '--engines',
    description: 'the two engines against each other',
    load: async () => (await import('./lab/engines/command.ts')).enginesCommand(),
  },
  {
    flag: '--observers',
    description: 'what stands between a client and the local Worker',
    load: async () => (await import('./lab/observers/command.ts')).observersCommand(),
  },
  {
    flag: '--page',
    description: 'the time that visitors of the page wait',
    load: async () => (await import('./lab/page/command.ts')).pageCommand(),
  },
  {
    flag: '--peers',
    description: 'EdgeLens beside other ways to do the same',
    load: async () => (await import('./lab/peers/command.ts')).peersCommand(),
  },
  {
    flag: '--photos',
    description: 'decoding of photographs',
    load: async () => (await import('./lab/photos/command.ts')).photosCommand(),
  },
  {
    // Behind --engines, which has an option of this name.
    flag: '--profile',
    description: 'where the CPU time of an answer goes',
    load: async () => (await import('./lab/profile/command.ts')).profileCommand(),
  },
  {
    flag: '--throughput',
    description: 'what one process can answer, and what it does with more',
    load: async () => (await import('./lab/throughput/command.ts')).throughputCommand(),
  },
];

const argv = process.argv.slice(2);
const other = OTHERS.find(({ flag }) => argv.includes(flag));
if (other === undefined) {
  for (const { flag, description } of OTHERS) {
    benchOptions.option(flag, `instead: ${description}; add --help for its options`);
  }
  await main(
    benchOptions.action((options) => bench(checkBenchOptions(options))),
    argv,
  );
} else {
  const rest = argv.filter((argument) => argument !== other.flag);
  await main(await other.load(rest), rest);
}

async function bench(given: BenchOptions): Promise<void> {
  if (given.url === undefined) await build(report);
  const pictures = given.pictures.map(readPicture);
  const options = { ...given, models: await askedModels(given, WORKSPACE) };
  const machine = describeMachine();
  const supervisor = options.url === undefined ? await openSupervisor({ ALLOW_DISTURBANCE: 'true' }) : undefined;
  try {
    const deployments = deploymentsOf(options, supervisor);
    const plan = { options, deployments, pictures, key: process.env['EDGELENS_KEY'] };
    if (pictures[0] !== undefined) await warmUpClient(pictures[0]);
    const { experiment, interrupted } = await perform(plan);
    const { findings } = experiment;
    const summary = summarize(findings, options.models, options.seed);
    console.log(`\n${describe(summary, { options, deployments, machine, interrupted })}`);
    const json = resolve(options.json ?? join(options.out, 'bench.json'));
    const targets = deployments.map(({ label, title }) => ({ label, title }));
    write(json, JSON.stringify({ version: 1, machine, options, targets, interrupted, summary, ...findings }, null, 1));
    const files = drawCharts(summary, findings.samples).map(({ name, svg }) => write(join(options.out, name), svg));
    console.log(`\n${[...files, json].map((file) => relative(process.cwd(), file)).join('\n')}`);
    if (!interrupted && summary.rows.length + summary.sweep.length === 0) {
      throw new Failure('no request was answered as it should be');
    }
  } finally {
    await supervisor?.close();
  }
}

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
    // An error because of Ctrl-C is not a failure.
    if (!interruption.signal.aborted) throw error;
  } finally {
    progress.stop();
    process.off('SIGINT', onInterrupt);
  }
  return { experiment, interrupted: interruption.signal.aborted };
}

function deploymentsOf({ url, compare }: BenchOptions, supervisor: WorkerSupervisor | undefined): Deployment[] {
  const first = supervisor === undefined ? remoteDeployment('A', url ?? '') : localDeployment('A', supervisor);
  return compare === undefined ? [first] : [first, remoteDeployment('B', compare)];
}

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
