import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { candidateFiguresSchema } from '../../../src/catalogue/candidate-figures.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { build } from '../../build/build.ts';
import { report } from '../../kit/command.ts';
import { readCatalogue } from '../../models/catalogue/catalogue.ts';
import { Failure } from '../../kit/failure.ts';
import { readManifest, WORKSPACE, writeFormatted, writeWhole } from '../../models/workspace.ts';
import { ROOT } from '../../kit/paths.ts';
import { bundleOf } from '../peers/bundle.ts';
import { FULL, LITE, type Profile } from '../../kit/worker/profile.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { candidatesOf } from './candidate.ts';
import { contest, type ContestRules } from './contest.ts';
import { figuresOf, type Measured, type UploadBytes } from './figures.ts';
import { lineUp, type Starter } from './lineup.ts';
import { HELP, parseCandidatesOptions } from './options.ts';
import { candidatesReport } from './report.ts';

/** Where `--record` writes, inside `models/`. */
const FILE = 'candidates.json';

/**
 * `npm run bench -- --candidates`: what each architecture costs that could be served.
 *
 * @param argv without the interpreter and the script
 * @throws what the terminal has to say: usage, or a failure
 */
export async function candidatesCommand(argv: readonly string[]): Promise<void> {
  const options = parseCandidatesOptions(argv);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  const picture = readPicture(options.picture);
  const catalogue = await readCatalogue(WORKSPACE);
  const considered = candidatesOf(options.models, catalogue, await readManifest(WORKSPACE));
  await build(report);
  const { cpu, cores, system, node, load, date } = describeMachine();
  await inTemporaryFolder(join(tmpdir(), 'edgelens-candidates-'), async (folder) => {
    const starters: Starter[] = [];
    for (const one of considered) {
      report(`${one.available.name}: building`);
      const starter = await lineUp(one, { folder, picture, engines: options.engines });
      if (starter.entrant.engines.length > 0) starters.push(starter);
      else report(`${one.available.name}: left out, ${starter.withoutSimd ?? 'it has no plan'}`);
    }
    if (starters.length === 0) throw new Failure('the SIMD engine can run none of them');
    report('bundling');
    const uploads = { onnxruntime: uploadOf(FULL, folder), simd: uploadOf(LITE, folder) };
    const figures = candidateFiguresSchema.parse(
      figuresOf(await measure(starters, options, report), {
        date: date.slice(0, 10),
        command: commandOf(argv),
        machine: `${cpu}, ${cores} cores, ${system}, Node ${node}`,
        load,
        catalogue,
        uploads,
      }),
    );
    console.log(candidatesReport(figures));
    const text = JSON.stringify(figures, rounded, 2);
    if (options.json !== undefined) await writeWhole(options.json, text);
    if (options.record) await writeFormatted(WORKSPACE, FILE, text);
  });
}

/** The command line as it is written down, without where somebody wants a copy. */
function commandOf(argv: readonly string[]): string {
  const left = argv.filter((argument, index) => !argument.startsWith('--json') && argv[index - 1] !== '--json');
  return ['npm run bench -- --candidates', ...left].join(' ');
}

/** Nothing that was measured has more than six digits to tell. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/** What is uploaded of a Worker, in bytes. */
function uploadOf({ name, entry }: Profile, folder: string): UploadBytes['simd'] {
  return bundleOf(join(ROOT, 'wrangler.toml'), join(folder, name), entry).upload_bytes;
}

/** Measures candidates, and random weights beside own ones, all in turn. */
async function measure(
  starters: readonly Starter[],
  rules: ContestRules,
  report: (line: string) => void,
): Promise<Measured[]> {
  const entrants = starters.flatMap(({ entrant, control }) => (control === undefined ? [entrant] : [entrant, control]));
  const results = await contest(entrants, rules, report);
  const resultOf = (entrant: Starter['control']): Measured['control'] =>
    entrant === undefined ? undefined : results[entrants.indexOf(entrant)];
  return starters.flatMap((starter) => {
    const measurements = resultOf(starter.entrant);
    return measurements === undefined ? [] : [{ ...starter, measurements, control: resultOf(starter.control) }];
  });
}
