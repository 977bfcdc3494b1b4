import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { makeCorpus } from '../../../../../scripts/lab/fuzz/corpus.ts';
import { attackDecoder } from '../../../../../scripts/lab/fuzz/decode/campaign.ts';
import { openDecoder, REAL_DECODER } from '../../../../../scripts/lab/fuzz/decode/decoder-process.ts';
import { judge } from '../../../../../scripts/lab/fuzz/decode/oracle.ts';
import { FORMATS } from '../../../../../scripts/lab/fuzz/format.ts';
import { decodeReport } from '../../../../../scripts/lab/fuzz/report.ts';
import { FIXTURES, readInputs } from '../../../../../scripts/lab/fuzz/saved-input.ts';

const SEED = 20_261_124;
const RUNS = 200;

it(`${RUNS} inputs of seed ${SEED} are decoded or refused as they should be`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-fuzz-test-'));
  try {
    const campaign = { seed: SEED, runs: RUNS, formats: FORMATS, decoder: REAL_DECODER, folder };
    const result = await attackDecoder(await makeCorpus(), campaign);
    expect(result.failures).toEqual([]);
    const report = decodeReport(result);
    expect(report).toMatch(new RegExp(`^all +${RUNS} `, 'm'));
    for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each(readInputs(FIXTURES).map(({ name, ...input }) => [name, input] as const))(
  'what was found once does not come back: %s',
  async (_, { bytes, note }) => {
    const decoder = openDecoder(REAL_DECODER, 30_000);
    const execution = await decoder.run({ bytes, shortSide: note.shortSide, twice: true, tensor: true });
    await decoder.close();
    expect(judge(note, execution)).toBeUndefined();
  },
);
