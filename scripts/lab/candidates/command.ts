import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { ENGINE_NAMES, type EngineName } from '../../../src/contract/names.ts';
import { candidateFiguresSchema } from '../../../src/catalogue/candidate-figures.ts';
import { build } from '../../build/build.ts';
import { command, type OptionsOf, report } from '../../kit/command.ts';
import { Failure, UsageError } from '../../kit/failure.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { choiceOption, listOption, numberOption, whole } from '../../kit/option.ts';
import { PICTURE } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { FULL, LITE, type Profile } from '../../kit/worker/profile.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { readCatalogue } from '../../models/catalogue/catalogue.ts';
import { readManifest, WORKSPACE, writeFormatted, writeWhole } from '../../models/workspace.ts';
import { candidatesOf } from './candidate.ts';
import { figuresOf, type Measured } from './figures.ts';
import { type MeasurementPlan, measureModels } from './measurement.ts';
import { prepareCandidate, type PreparedCandidate } from './preparation.ts';
import { candidatesReport } from './report.ts';

/** Where `--record` writes, inside `models/`. */
const FILE = 'candidates.json';

/** Declares the options of `npm run bench -- --candidates`. */
export const candidatesOptions = command(
  'npm run bench -- --candidates',
  'Measures what each candidate architecture costs, in both engines where they can run it, and whether it would fit a ' +
    'Worker. Each is loaded in a process of its own (Node, one thread, batch 1), round by round. Where there are no ' +
    'weights, random ones of the exact topology are measured; accuracies are the published ones.',
)
  .addOption(
    listOption('--models <patterns>', "as timm.list_models takes them, such as 'mobilenetv3*'").default(['*'], 'all'),
  )
  .addOption(choiceOption('--engine <name>', 'only this engine', ENGINE_NAMES))
  .addOption(numberOption('--warmup <n>', 'runs of each process that do not count', whole(0, 10_000)).default(10))
  .addOption(
    numberOption('--runs <n>', 'timed runs of each candidate and engine in all rounds', whole(1, 10_000)).default(100),
  )
  .addOption(numberOption('--rounds <n>', 'processes of each candidate and engine', whole(1, 10_000)).default(5))
  .option('--picture <file>', 'JPEG, PNG or WebP; a panda if left out', PICTURE)
  .option('--json <file>', 'write the figures into this file')
  .option('--record', 'write them into models/candidates.json; needs all candidates and both engines', false);

type CandidatesOptions = OptionsOf<typeof candidatesOptions>;

/** @throws UsageError for options that exclude each other */
export function checkCandidatesOptions({
  models,
  engine,
  runs,
  rounds,
  record,
}: CandidatesOptions): readonly EngineName[] {
  if (record && (engine !== undefined || models.join() !== '*')) {
    throw new UsageError('--record takes all candidates and both engines: leave out --models and --engine');
  }
  if (runs < rounds) throw new UsageError(`--runs ${runs} is not enough for one run in each of ${rounds} --rounds`);
  return engine === undefined ? ENGINE_NAMES : [engine];
}

/**
 * `npm run bench -- --candidates`: what each architecture costs that could be served.
 * @param argv the command line, for the record
 */
export function candidatesCommand(argv: readonly string[]): CommandUnknownOpts {
  return candidatesOptions.action(async (options) => {
    const engines = checkCandidatesOptions(options);
    const picture = readPicture(options.picture);
    const catalogue = await readCatalogue(WORKSPACE);
    const considered = candidatesOf(options.models, catalogue, await readManifest(WORKSPACE));
    await build(report);
    const { cpu, cores, system, node, load, date, made_with } = describeMachine();
    await inTemporaryFolder(join(tmpdir(), 'edgelens-candidates-'), async (folder) => {
      const prepared: PreparedCandidate[] = [];
      for (const one of considered) {
        report(`${one.available.name}: building`);
        const candidate = await prepareCandidate(one, { folder, picture, engines });
        if (candidate.tested.engines.length > 0) prepared.push(candidate);
        else report(`${one.available.name}: left out, ${candidate.withoutSimd ?? 'it has no plan'}`);
      }
      if (prepared.length === 0) throw new Failure('the SIMD engine can run none of them');
      report('bundling');
      const uploadOf = ({ name, entry }: Profile): number => prepareWorker(join(folder, name), { entry }).upload_bytes;
      const figures = candidateFiguresSchema.parse(
        figuresOf(await measure(prepared, options), {
          date: date.slice(0, 10),
          made_with,
          command: commandLine(argv),
          machine: `${cpu}, ${cores} cores, ${system}, Node ${node}`,
          load,
          catalogue,
          uploads: { onnxruntime: uploadOf(FULL), simd: uploadOf(LITE) },
        }),
      );
      console.log(candidatesReport(figures));
      const text = JSON.stringify(figures, rounded, 2);
      if (options.json !== undefined) await writeWhole(options.json, text);
      if (options.record) await writeFormatted(WORKSPACE, FILE, text);
    });
  });
}

/** The command line for the record, without the place of a copy. */
function commandLine(argv: readonly string[]): string {
  const left = argv.filter((argument, index) => !argument.startsWith('--json') && argv[index - 1] !== '--json');
  return ['npm run bench -- --candidates', ...left].join(' ');
}

/** No measurement has more than six significant digits. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/** Measures candidates, and random weights beside own ones, in one round-robin. */
async function measure(prepared: readonly PreparedCandidate[], plan: MeasurementPlan): Promise<Measured[]> {
  const models = prepared.flatMap(({ tested, variants, control }) => [
    tested,
    ...variants,
    ...(control ? [control] : []),
  ]);
  const results = await measureModels(models, plan, report);
  const resultOf = (model: PreparedCandidate['control']): Measured['control'] =>
    model === undefined ? undefined : results[models.indexOf(model)];
  return prepared.flatMap((candidate) => {
    const measurements = resultOf(candidate.tested);
    if (measurements === undefined) return [];
    const variants = candidate.variants.flatMap((tested) => {
      const own = resultOf(tested);
      return own === undefined ? [] : [{ tested, measurements: own }];
    });
    return [{ ...candidate, measurements, variants, control: resultOf(candidate.control) }];
  });
}
