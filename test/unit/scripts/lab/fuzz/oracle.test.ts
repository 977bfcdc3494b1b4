import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Corpus, makeCorpus } from '../../../../../scripts/lab/fuzz/corpus.ts';
import { attackDecoder, type DecodeCampaign } from '../../../../../scripts/lab/fuzz/decode/campaign.ts';
import { openDecoder } from '../../../../../scripts/lab/fuzz/decode/decoder-process.ts';
import { judge, LIMITS } from '../../../../../scripts/lab/fuzz/decode/oracle.ts';
import type { FuzzFormat } from '../../../../../scripts/lab/fuzz/format.ts';
import { mutantOf } from '../../../../../scripts/lab/fuzz/mutant.ts';
import { readInputs } from '../../../../../scripts/lab/fuzz/saved-input.ts';

/** One whose first inputs set off each of the decoders. */
const SEED = 6;

let corpus: Corpus;
let folder = '';

beforeAll(async () => {
  corpus = await makeCorpus();
  folder = mkdtempSync(join(tmpdir(), 'edgelens-fuzz-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pathOf = (decoder: string): string => fileURLToPath(new URL(`decoders/${decoder}.ts`, import.meta.url));

/** Only what hangs on purpose is not waited for. */
const patienceOf = (decoder: string): number => (decoder === 'hang' ? 1000 : 60_000);

function campaign(decoder: string, format: FuzzFormat, runs: number): DecodeCampaign {
  const names = { decoder: pathOf(decoder), folder: join(folder, decoder) };
  return { seed: SEED, runs, formats: [format], ...names, patience: patienceOf(decoder) };
}

describe('a decoder that is broken on purpose', () => {
  it.each<[decoder: string, format: FuzzFormat, runs: number, reason: string]>([
    ['type-error', 'foreign', 20, 'exception'],
    ['hang', 'png', 12, 'hang'],
    ['wrong-length', 'webp', 20, 'length'],
    ['death', 'jpeg', 30, 'death'],
    ['talkative', 'foreign', 5, 'message'],
    ['forgetful', 'webp', 3, 'unrepeatable'],
  ])('%s is found out, its inputs are kept and made again from the seed', async (decoder, format, runs, reason) => {
    const { failures, tallies } = await attackDecoder(corpus, campaign(decoder, format, runs));
    expect(tallies[format]?.inputs).toBe(runs);
    expect(new Set(failures.map((failure) => failure.reason))).toEqual(new Set([reason]));
    expect(tallies[format]?.failures).toBe(failures.length);

    for (const { path } of failures) expect(existsSync(path)).toBe(true);
    const [saved] = readInputs(join(folder, decoder));
    if (saved === undefined) throw new Error('nothing was saved');
    const { note, bytes, name } = saved;
    expect(name).toMatch(new RegExp(`^${format}-${reason}-[0-9a-f]{8}$`));
    expect(note).toMatchObject({ seed: SEED, format, reason });
    const again = mutantOf(corpus, note.seed, note.format, note.index);
    expect(again.recipe).toEqual(note.recipe);
    expect(bytes.length).toBeLessThanOrEqual(again.bytes.length);

    // What was saved, and what the seed makes, fail for the same reason.
    const attacked = openDecoder(pathOf(decoder), patienceOf(decoder));
    for (const input of [bytes, again.bytes]) {
      const execution = await attacked.run({ bytes: input, shortSide: note.shortSide, twice: true, tensor: true });
      expect(judge(note, execution)?.reason).toBe(reason);
    }
    await attacked.close();
  });

  it.runIf(process.platform === 'linux')('one that takes too much memory is found out', async () => {
    const { failures } = await attackDecoder(corpus, campaign('hungry', 'jpeg', 12));
    expect(failures.length).toBeGreaterThan(0);
    for (const { reason, message, path } of failures) {
      expect(reason).toBe('memory');
      expect(message).toMatch(/^the process grew by \d+/);
      expect(readFileSync(path).includes('ICC')).toBe(true);
    }
  });

  it('one that remembers earlier pictures is found out, too', async () => {
    const { failures } = await attackDecoder(corpus, { ...campaign('sticky', 'webp', 18), freshEvery: 3 });
    expect(failures.length).toBeGreaterThan(0);
    for (const { reason, index } of failures) expect([reason, index % 3]).toEqual(['history', 2]);
  });

  it('a saved input that throws is smaller than what the seed made', () => {
    const inputs = readInputs(join(folder, 'type-error'));
    expect(inputs.length).toBeGreaterThan(0);
    // One zero at the end is all it takes.
    for (const { bytes } of inputs) expect([...bytes]).toEqual([0]);
  });
});

describe('judge', () => {
  const photo = {
    result: 'photo' as const,
    width: 200,
    height: 100,
    length: 60_000,
    extent: { left: 0, top: 0, width: 199.5, height: 100 },
    header: { format: 'jpeg' as const, width: 200, height: 399, orientation: 6 },
    wasmBytes: 65_536,
    complete: true,
    coverage: 1,
    colour: 'srgb',
    parts: [],
    digest: '',
    finite: true,
  };
  const costs = { cpu_ms: 5, heapBytes: 65_536, grownBytes: 0, repeatable: true };

  it('lets a turned picture at half its size pass', () => {
    expect(judge({ shortSide: 90 }, { ...costs, outcome: photo })).toBeUndefined();
  });

  it.each<[reason: string, wrong: object]>([
    ['dimensions', { width: 0, length: 0 }],
    ['dimensions', { width: Number.NaN }],
    ['dimensions', { header: { ...photo.header, orientation: 1 } }],
    ['dimensions', { width: 197, length: 59_100 }],
    ['length', { length: 59_999 }],
    ['orientation', { header: { ...photo.header, orientation: 9 } }],
    ['extent', { extent: { ...photo.extent, width: Number.NaN } }],
    ['extent', { extent: { ...photo.extent, left: 1 } }],
    ['extent', { extent: { ...photo.extent, height: 80 } }],
    ['coverage', { coverage: 0.1, complete: false }],
    ['coverage', { coverage: 0.5 }],
    ['coverage', { coverage: Number.NaN, complete: false }],
    ['colour', { colour: 'rgb' }],
    ['account', { wasmBytes: -1 }],
    ['not-finite', { finite: false }],
  ])('finds what is wrong with a photo: %s %j', (reason, wrong) => {
    expect(judge({ shortSide: 90 }, { ...costs, outcome: { ...photo, ...wrong } })?.reason).toBe(reason);
  });

  it('wants as many pixels as the caller needs', () => {
    expect(judge({ shortSide: 101 }, { ...costs, outcome: photo })?.reason).toBe('short-side');
  });

  it.each([
    ['kind', 'broken', 'The file is damaged and cannot be decoded.'],
    ['message', 'truncated', 'unreachable'],
    ['message', 'truncated', 'The picture of undefined x undefined pixels is too large.'],
    ['message', 'truncated', 'The file \u0000\u0001\u0002 is damaged and cannot be decoded.'],
    ['message', 'truncated', 'Too short.'],
  ])('finds what is wrong with a refusal: %s', (reason, kind, message) => {
    expect(judge({ shortSide: 90 }, { ...costs, outcome: { result: 'refusal', kind, message } })?.reason).toBe(reason);
  });

  it.each([
    ['slow', { cpu_ms: LIMITS.cpu_ms + 1 }],
    ['memory', { heapBytes: LIMITS.heapBytes + 1 }],
    ['memory', { grownBytes: LIMITS.grownBytes + 1 }],
    ['unrepeatable', { repeatable: false }],
  ])('finds what took too much: %s', (reason, cost) => {
    expect(judge({ shortSide: 90 }, { ...costs, ...cost, outcome: photo })?.reason).toBe(reason);
  });
});
