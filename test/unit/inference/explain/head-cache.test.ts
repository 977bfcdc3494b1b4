import { readFile } from 'node:fs/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import type { AssetStore } from '../../../../src/catalogue/assets.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { findModel } from '../../../../src/catalogue/registry.ts';
import { cachedHeadBytes, headCost, keptHeads, loadHead } from '../../../../src/inference/explain/head-cache.ts';

const ROOT = new URL('../../../../', import.meta.url);

/** The files of the build; counts how many are read. */
function assets(): AssetStore & { readonly reads: number } {
  let reads = 0;
  return {
    get reads() {
      return reads;
    },
    async fetch(url: URL): Promise<Response> {
      reads++;
      return new Response(await readFile(new URL(`.${url.pathname}`, ROOT)));
    },
  };
}

function modelNamed(name: string): ModelEntry {
  const found = findModel(name);
  if (found === undefined) throw new Error(`there is no model ${name}`);
  return found;
}

const large = modelNamed('efficientnet_b0');
const small = modelNamed('mobilenetv3_small_distilled');
const triage = modelNamed('mobilenetv3_small_triage');
const widened = modelNamed('efficientnet_b0_w8');

const isKept = (model: ModelEntry): boolean => headCost(model) === 0;

beforeEach(() => {
  for (const kept of keptHeads()) kept.release();
});

describe('heads that are kept', () => {
  it('are read once, and cost what their files have; in int8 five times as much, while they are widened', async () => {
    const binding = assets();
    expect([large, small, triage, widened].map(headCost)).toEqual([5_124_256, 6_463_776, 2_376_076, 6_441_600]);
    const head = await loadHead(large, binding);
    expect(head.classifier.weight).toHaveLength(1000 * 1280);
    expect(head.classifier.bias).toHaveLength(1000);
    expect(binding.reads).toBe(1);
    expect(headCost(large)).toBe(0);
    expect(await loadHead(large, binding)).toBe(head);
    expect(binding.reads).toBe(1);
    expect(cachedHeadBytes()).toBe(5_124_256);
  });

  it('can be dropped one by one, and say since when they were not used', async () => {
    const binding = assets();
    for (const model of [small, triage, small]) await loadHead(model, binding);
    const kept = keptHeads();
    expect(kept.map(({ bytes }) => bytes)).toEqual([2_376_076, 6_463_776]);
    const [first, second] = kept.map(({ usedAt }) => usedAt);
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
    kept[0]?.release();
    expect([small, triage].map(isKept)).toEqual([true, false]);
    expect(cachedHeadBytes()).toBe(6_463_776);
  });

  it('are dropped beyond 16 MiB, least recently used first, and no more of them than necessary', async () => {
    const binding = assets();
    for (const model of [large, small, triage]) await loadHead(model, binding);
    expect(cachedHeadBytes()).toBe(5_124_256 + 6_463_776 + 2_376_076);
    // 20.4 MB are too many without the first one: 15.3 MB.
    await loadHead(widened, binding);
    expect([large, small, triage, widened].map(isKept)).toEqual([false, true, true, true]);
    expect(cachedHeadBytes()).toBe(15_281_452);
    // The small one is used again, so the other two go: 20.4 MB, 18.0 MB, 11.6 MB.
    await loadHead(small, binding);
    await loadHead(large, binding);
    expect([large, small, triage, widened].map(isKept)).toEqual([true, true, false, false]);
    expect(cachedHeadBytes()).toBe(11_588_032);
  });
});
