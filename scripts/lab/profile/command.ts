import { join, relative } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from '../../build/build.ts';
import { command, report } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { numberOption, whole } from '../../kit/option.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { writeWhole } from '../../models/workspace.ts';
import { engineOption, machineText, prepareQuestion, shrinkOption } from '../question.ts';
import { measureProfile } from './measurement.ts';
import { profileReport, roomTimes } from './report.ts';

const COUNT = whole(0, 100_000);

/** Declares the options of `npm run bench -- --profile`. */
export const profileOptions = command(
  'npm run bench -- --profile',
  'Samples workerd through its inspector, and prints where the CPU time of an answer goes: by room of the source, and by ' +
    'function. Warm answers and the first answers of new processes are sampled apart; a .cpuprofile of each opens as a ' +
    'flame graph in the developer tools of Chrome (Performance, Load profile) and at https://www.speedscope.app.',
)
  .option('--model <name>', 'of models/manifest.json', 'mobilenetv3_small_distilled')
  .addOption(engineOption())
  .option('--lite', 'the Worker without onnxruntime', false)
  .option('--picture <file>', 'JPEG, PNG or WebP; a panda if left out', PICTURE)
  .addOption(shrinkOption())
  .addOption(numberOption('--requests <n>', 'warm answers that are sampled', COUNT).default(300))
  .addOption(numberOption('--warmup <n>', 'answers of each process before them', COUNT).default(50))
  .addOption(
    numberOption(
      '--turns <n>',
      'in which the warm answers come, and as many without profiler and without inspector',
      whole(1, 1000),
    ).default(5),
  )
  .addOption(numberOption('--cold <n>', 'new processes whose first answer is sampled', COUNT).default(5))
  .addOption(numberOption('--interval <us>', 'between two samples, in µs', whole(50, 100_000)).default(1000))
  .addOption(numberOption('--top <n>', 'functions of each room to print', COUNT).default(5))
  .option('--out <folder>', 'for the .cpuprofile files and profile.json', join(ROOT, 'dist/profile'));

/** `npm run bench -- --profile`: where the CPU time of an answer goes. */
export function profileCommand(): CommandUnknownOpts {
  return profileOptions.action(async ({ lite, shrink, top, out, ...options }) => {
    if (options.requests + options.cold === 0) throw new UsageError('nothing to profile: --requests and --cold are 0');
    const { worker, picture, title } = await prepareQuestion({ ...options, lite, shrink });
    await build(report);
    const machine = describeMachine();
    const result = await inTemporaryFolder('edgelens-profile-', async (folder) => {
      const bundle = prepareWorker(folder, { entry: worker.entry });
      return measureProfile(bundle, folder, { ...options, picture }, report);
    });
    const { warm, first } = result;
    console.log(title);
    console.log(`${warm?.answers ?? 0} warm answers in ${options.turns} turns, ${first?.answers ?? 0} first answers`);
    console.log(`${machineText(machine)}\n`);
    console.log(`${profileReport(result, top)}\n`);
    const files = [];
    const figures: Record<string, unknown> = {};
    for (const [name, profiled] of Object.entries({ warm, first })) {
      if (profiled === undefined) continue;
      const { profile, ...others } = profiled;
      figures[name] = { ...others, room_ms: roomTimes(profiled) };
      files.push(join(out, `${name}.cpuprofile`));
      await writeWhole(join(out, `${name}.cpuprofile`), JSON.stringify(profile));
    }
    const json = join(out, 'profile.json');
    await writeWhole(json, JSON.stringify({ machine, options: { ...options, lite, shrink }, ...figures }, null, 1));
    console.log([json, ...files].map((file) => relative(process.cwd(), file)).join('\n'));
  });
}
