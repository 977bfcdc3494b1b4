import { readFile } from 'node:fs/promises';

import type { InputSpec } from '../../../src/contract/model.ts';
import { Control } from '../fuzz/http/control.ts';
import { type Answer, askWorker } from './answer.ts';
import { compareWithLibvips, type Comparison } from './comparison.ts';
import type { CorpusFile } from './files.ts';

/** What became of a file. */
export interface Outcome {
  readonly corpus: string;
  readonly name: string;
  readonly bytes: number;
  readonly answer: Answer;
  readonly comparison: Comparison;
  /** What must never happen, whatever the file is: no answer, a status of 500 or more, a Worker that is ill afterwards. */
  readonly failure: string | null;
}

export interface CorporaCampaign {
  /** Of the Worker, without a slash at the end. */
  readonly origin: string;
  /** What a model needs, for the size at which pixels are compared. */
  readonly input: InputSpec;
  /** How long to wait for an answer, in ms. */
  readonly patience?: number;
}

/** A picture may take seconds to decode, on a busy machine more; in ms. */
const PATIENCE = 60_000;
/** After so many files a good picture must be recognised, by the same isolate as before. */
const CONTROL = 25;

/** Sends each file to the Worker, one after the other, and compares what comes back with what libvips makes of it. */
export async function sendCorpora(
  files: readonly CorpusFile[],
  { origin, input, patience = PATIENCE }: CorporaCampaign,
  onFile: (failures: number) => void = () => undefined,
): Promise<Outcome[]> {
  const control = new Control(origin);
  await control.check();
  const outcomes: Outcome[] = [];
  for (const [index, { corpus, name, path }] of files.entries()) {
    const bytes = new Uint8Array(await readFile(path));
    const answer = await askWorker(origin, bytes, patience);
    const comparison = await compareWithLibvips(bytes, answer, input);
    let failure = failureOf(answer, comparison);
    if (failure === null && (index % CONTROL === CONTROL - 1 || index === files.length - 1)) {
      failure = (await control.check())?.message ?? null;
    }
    outcomes.push({ corpus, name, bytes: bytes.length, answer, comparison, failure });
    onFile(outcomes.filter((each) => each.failure !== null).length);
  }
  return outcomes;
}

function failureOf({ status, detail }: Answer, comparison: Comparison): string | null {
  if (status === null) return `no answer: ${detail ?? ''}`;
  if (status >= 500) return `status ${status}: ${detail ?? ''}`;
  return comparison.verdict === 'broken' ? comparison.message : null;
}
