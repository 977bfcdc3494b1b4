import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { numberOption, whole } from '../../kit/option.ts';
import { PICTURE } from '../../kit/paths.ts';
import type { Ratio } from '../../kit/statistics/ratio.ts';
import { brackets, layOut, milliseconds } from '../../kit/table.ts';
import { writeWhole } from '../../models/workspace.ts';
import { measureObservers } from './measurement.ts';

/** `npm run bench -- --observers`: what stands between a client and the local Worker, and what that costs. */
export function observersCommand(): CommandUnknownOpts {
  return command(
    'npm run bench -- --observers',
    'Measures warm answers of the local Worker in several ways: alone in workerd, behind the proxy of wrangler, and with ' +
      'the Workers that wrangler adds to a local one unless somebody switches them off.',
  )
    .option('--model <name>', 'which has a plan for the SIMD engine', 'mobilenetv3_small_distilled')
    .option('--picture <file>', 'JPEG, PNG or WebP', PICTURE)
    .addOption(numberOption('--rounds <n>', 'new processes of each way', whole(1, 1000)).default(5))
    .addOption(numberOption('--warm <n>', 'answers of each process that count', whole(1, 10_000)).default(100))
    .addOption(numberOption('--warmup <n>', 'answers before them', whole(0, 10_000)).default(20))
    .option('--json <file>', 'write the figures into this file')
    .action(async ({ json, picture, ...plan }) => {
      await build(report);
      const machine = describeMachine();
      const figures = await measureObservers({ ...plan, picture: readPicture(picture) }, report);
      const { cpu, cores, made_with, date } = machine;
      console.log(`${plan.model}, engine simd; ${plan.rounds} processes of each way, ${plan.warm} warm answers each`);
      console.log(`${cpu}, ${cores} cores, ${date.slice(0, 10)}\n${madeWithText(made_with)}\n`);
      const rows = figures.map(({ name, client_ms, cpu_ms, client_ratio, cpu_ratio }) => [
        name,
        milliseconds(client_ms),
        ratio(client_ratio),
        cpu_ms === null ? '-' : milliseconds(cpu_ms),
        ratio(cpu_ratio),
      ]);
      const head = ['between client and Worker', 'client, ms', 'times [95 %]', 'CPU, ms', 'times [95 %]'];
      console.log(layOut(head, rows).join('\n'));
      if (json !== undefined) await writeWhole(json, JSON.stringify({ machine, ...plan, figures }, null, 1));
    });
}

function ratio(value: Ratio | undefined): string {
  if (value === undefined) return '-';
  const write = (number: number): string => number.toFixed(2);
  return `${write(value.median)} ${value.interval === undefined ? '' : brackets(value.interval, write)}`.trim();
}
