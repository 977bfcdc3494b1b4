import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FULL, LITE, type Profile } from '../../scripts/kit/worker/profile.ts';
import { type StartChunk, startChunk } from '../../scripts/kit/worker/start-chunk.ts';
import { bundleWorker } from '../../scripts/kit/worker/wrangler.ts';

/**
 * What a new isolate may evaluate before it answers, and what a deployment may upload. Each is what it was, bytes with 1 %
 * for what drifts, and a module each for the names of networks and for those of classes, which every request may have, and
 * for the certainty of answers, which every answer to a picture says; and who gets a page for an error, and what the
 * thresholds of the models do; and what a question may ask, and how an answer is written, which requests share, and a picture
 * read apart from its request, because a request may have several; and which versions and problems a ledger heard of, and the trace
 * of a request; and which models and files lie in a bucket.
 */
const BUDGETS: readonly { profile: Profile; modules: number; bytes: number; upload: number }[] = [
  { profile: LITE, modules: 201, bytes: 219_500, upload: 0.68 * 2 ** 20 },
  { profile: FULL, modules: 205, bytes: 295_000, upload: 14.4 * 2 ** 20 },
];

/** What belongs to a page, to a format that few send, or to the build alone. */
const LATER = /^src\/(web\/(pages|charts|layout|answer)|i18n)\/|png\/decode|jsx|d3-|fflate|fast-png|swagger|zod/;

describe.each(BUDGETS)('the Worker, profile $profile.name', ({ profile, modules, bytes, upload }) => {
  let folder: string;
  let uploaded: number;
  let chunk: StartChunk;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgelens-start-'));
    const metafile = join(folder, 'metafile.json');
    const files = bundleWorker(join(folder, 'worker'), { entry: profile.entry, metafile });
    uploaded = files.reduce((sum, path) => sum + statSync(path).size, 0);
    chunk = startChunk(JSON.parse(readFileSync(metafile, 'utf8')));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('evaluates no more than its budget before it answers', () => {
    const reason =
      'Every new isolate evaluates this before its first answer. Have what few requests need imported by import(), or raise the budget and say why. Largest first:\n' +
      chunk.modules
        .slice(0, 20)
        .map((module) => `${module.bytes} ${module.path}`)
        .join('\n');
    expect(chunk.modules.length, reason).toBeLessThanOrEqual(modules);
    expect(chunk.bytes, reason).toBeLessThanOrEqual(bytes);
  });

  it('evaluates no page, no text and no rare format for an answer of the API', () => {
    expect(chunk.modules.filter(({ path }) => LATER.test(path))).toEqual([]);
  });

  it('uploads no more than its budget', () => {
    expect(uploaded, 'Move what is no code to the assets, or raise the budget and say why.').toBeLessThanOrEqual(
      upload,
    );
  });
});
