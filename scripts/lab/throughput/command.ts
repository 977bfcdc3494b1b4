import { join, relative } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { numberListOption, numberOption, real, whole } from '../../kit/option.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { writeWhole } from '../../models/workspace.ts';
import { engineOption, machineText, prepareQuestion, shrinkOption } from '../question.ts';
import { throughputChart } from './chart.ts';
import { figuresOf } from './figures.ts';
import { measureThroughput } from './measurement.ts';
import { throughputReport } from './report.ts';

/** Intervals are the same for the same samples. */
const SEED = 1;

const COUNT = whole(1, 100_000);

/** Declares the options of `npm run bench -- --throughput`. */
export const throughputOptions = command(
  'npm run bench -- --throughput',
  'Measures what one process of the local Worker can answer, and how long answers take when parts of that, and more than ' +
    'that, are asked for: what is too much is to be refused with 503 and a Retry-After, and not to wait without end.',
)
  .option('--model <name>', 'of models/manifest.json', 'mobilenetv3_small_distilled')
  .addOption(engineOption())
  .option('--lite', 'the Worker without onnxruntime', false)
  .option('--picture <file>', 'JPEG, PNG or WebP; a panda if left out', PICTURE)
  .addOption(shrinkOption())
  .addOption(
    numberListOption(
      '--loads <list>',
      'parts of what a process can answer, offered in an open loop',
      real(0.01, 10),
    ).default([0.5, 0.7, 0.9, 1.2, 2]),
  )
  .addOption(numberOption('--seconds <n>', 'of each load', real(0.1, 3600)).default(20))
  .addOption(numberOption('--rounds <n>', 'new processes', COUNT).default(3))
  .addOption(numberOption('--alone <n>', 'answers of each, one after the other', COUNT).default(100))
  .addOption(numberOption('--warmup <n>', 'answers of each before those', whole(0, 100_000)).default(50))
  .addOption(numberOption('--clients <n>', 'that ask without a pause for what a process can answer', COUNT).default(4))
  .addOption(numberOption('--reads <n>', 'requests a second for /v1/models beside each load', COUNT).default(5))
  .option('--out <folder>', 'for throughput.json and throughput.svg', join(ROOT, 'dist/throughput'));

/** `npm run bench -- --throughput`: what one process can answer, and what happens when more is asked. */
export function throughputCommand(): CommandUnknownOpts {
  return throughputOptions.action(async ({ lite, shrink, out, ...options }) => {
    const { worker, picture, title } = await prepareQuestion({ ...options, lite, shrink });
    await build(report);
    const machine = describeMachine();
    const rounds = await inTemporaryFolder('edgelens-throughput-', (folder) =>
      measureThroughput(prepareWorker(folder, { entry: worker.entry }), { ...options, picture }, report),
    );
    const figures = figuresOf(rounds, SEED);
    console.log(title);
    console.log(`${options.rounds} new processes, ${options.seconds} s of each load`);
    console.log(`${machineText(machine)}\n`);
    console.log(`${throughputReport(figures)}\n`);
    const [json, svg] = ['throughput.json', 'throughput.svg'].map((name) => join(out, name)) as [string, string];
    await writeWhole(
      json,
      JSON.stringify({ machine, options: { ...options, lite, shrink }, figures, rounds }, null, 1),
    );
    await writeWhole(svg, throughputChart(figures));
    console.log([json, svg].map((file) => relative(process.cwd(), file)).join('\n'));
  });
}
