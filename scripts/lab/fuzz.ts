import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { build } from '../build/build.ts';
import { main, report } from '../kit/command.ts';
import { Failure } from '../kit/failure.ts';
import { ROOT } from '../kit/paths.ts';
import { peakMemory } from '../kit/process-usage.ts';
import { startLocalWorker } from '../kit/worker/worker-process.ts';
import { type Corpus, makeCorpus } from './fuzz/corpus.ts';
import { attackDecoder, type DecodeResult } from './fuzz/decode/campaign.ts';
import { openDecoder, REAL_DECODER } from './fuzz/decode/decoder-process.ts';
import { compare } from './fuzz/decode/differential.ts';
import { judge } from './fuzz/decode/oracle.ts';
import { attackWorker, type HttpResult } from './fuzz/http/campaign.ts';
import { mutantOf } from './fuzz/mutant.ts';
import { checkFuzzOptions, fuzzOptions, type FuzzOptions } from './fuzz/options.ts';
import { decodeReport, httpReport } from './fuzz/report.ts';

/** Time between two reports of progress, in ms. */
const INTERVAL = 10_000;

const fuzzCommand = fuzzOptions.action(async (values) => {
  const options = checkFuzzOptions(values);
  await build(report);
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}\n`);
  const corpus = await makeCorpus();
  if (options.input === undefined) await attack(corpus, seed, options);
  else await showInput(corpus, seed, options.input);
});

await main(fuzzCommand);

async function attack(corpus: Corpus, seed: number, options: FuzzOptions): Promise<void> {
  const { runs, httpRuns, formats, minutes, save: folder } = options;
  const share = minutes === undefined ? undefined : 30_000 * minutes;
  const until = (): { until?: number } => (share === undefined ? {} : { until: performance.now() + share });
  let decode: DecodeResult | undefined;
  if (runs > 0) {
    const campaign = { seed, runs, formats, decoder: REAL_DECODER, folder, ...until() };
    decode = await attackDecoder(corpus, campaign, progressOf('inputs'));
    console.log(`${decodeReport(decode)}\n`);
  }
  const http = httpRuns > 0 ? await attackLocalWorker(corpus, { seed, runs: httpRuns, folder, until }) : undefined;
  if (options.json !== undefined) {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(options.json, JSON.stringify({ version: 1, seed, decode, http }, null, 1));
  }
  const failures = [...(decode?.failures ?? []), ...(http?.failures ?? [])];
  if (failures.length > 0) {
    throw new Failure(`${failures.length} inputs failed; they are in ${relative(process.cwd(), folder)}, seed ${seed}`);
  }
}

async function attackLocalWorker(
  corpus: Corpus,
  { until, ...campaign }: { seed: number; runs: number; folder: string; until: () => { until?: number } },
): Promise<HttpResult> {
  report('starting the Worker on this machine ...');
  const worker = await startLocalWorker();
  try {
    const result = await attackWorker(
      corpus,
      { ...campaign, origin: worker.origin, ...until() },
      progressOf('requests'),
    );
    const peak = peakMemory(worker.pid);
    console.log(httpReport(result));
    if (peak !== null) console.log(`workerd took ${(peak / 2 ** 20).toFixed(0)} MiB of memory at its peak.`);
    return result;
  } finally {
    await worker.close();
  }
}

/** Makes one input again, and shows what becomes of it. */
async function showInput(corpus: Corpus, seed: number, input: NonNullable<FuzzOptions['input']>): Promise<void> {
  const mutant = mutantOf(corpus, seed, input.format, input.index);
  const path = join(ROOT, 'dist', 'fuzz', `${seed}-${input.format}-${input.index}.bin`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, mutant.bytes);
  const decoder = openDecoder(REAL_DECODER, 60_000);
  const { bytes, shortSide } = mutant;
  const execution = await decoder.run({ bytes, shortSide, twice: true, tensor: true }).finally(decoder.close);
  const finding = judge(mutant, execution);
  const comparison = await compare(bytes, execution.outcome);
  console.log(JSON.stringify({ recipe: mutant.recipe, shortSide, ...execution, comparison, finding }, null, 2));
  console.log(`\n${relative(process.cwd(), path)}`);
  if (finding !== undefined) throw new Failure(`${finding.reason}: ${finding.message}`);
}

/** Reports the progress of a campaign now and then. */
function progressOf(what: string): (failures: number) => void {
  let done = 0;
  let last = performance.now();
  return (failures) => {
    done++;
    if (performance.now() < last + INTERVAL) return;
    last = performance.now();
    report(`${done} ${what}, ${failures} failed`);
  };
}
