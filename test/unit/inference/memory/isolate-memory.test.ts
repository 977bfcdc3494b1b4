import { readFile } from 'node:fs/promises';

import { beforeAll, expect, it } from 'vitest';

import { openSimdEngine } from '../../../../scripts/models/onnx/runtime.ts';
import { findModel } from '../../../../src/catalogue/registry.ts';
import type { AssetStore } from '../../../../src/catalogue/assets.ts';
import { type EngineModel, provideEngine } from '../../../../src/inference/engines/engines.ts';
import {
  budget,
  imageLimit,
  reserve,
  reserveForModel,
  resizeUpload,
  sessions,
} from '../../../../src/inference/memory/isolate-memory.ts';

const MIB = 2 ** 20;
/** 128 MiB less a reserve of 24. */
const ROOM = 104 * MIB;

const assets: AssetStore = {
  async fetch({ pathname }) {
    return new Response(await readFile(new URL(`../../../../${pathname.slice(1)}`, import.meta.url)));
  },
};

let small: EngineModel;

beforeAll(async () => {
  const [model, engine] = [findModel('mobilenetv3_small_distilled_int8'), await openSimdEngine()];
  if (model === undefined) throw new Error('the model is shipped');
  provideEngine(engine);
  small = { model, engine };
});

it('drops what is kept for later only where there would not be room without', async () => {
  await sessions.load(small, assets);
  expect(small.engine.heapBytes).toBeGreaterThan(3 * MIB);
  const free = budget.available;
  expect(free).toBe(ROOM - small.engine.heapBytes);
  reserve('decode', free).release();
  expect(sessions.has(small)).toBe(true);
  reserve('decode', free + 1).release();
  expect([sessions.has(small), budget.available]).toEqual([false, ROOM]);
});

it('reserves nothing for a model whose files find no room beside its heap', () => {
  expect(() => reserveForModel({ files: 60 * MIB, growth: 60 * MIB })).toThrow(/^120\.0 MiB of memory are missing/);
  expect(budget.available).toBe(ROOM);
  const { loaded, ran } = reserveForModel({ files: 40 * MIB, growth: 60 * MIB });
  expect(budget.available).toBe(4 * MIB);
  loaded();
  expect(budget.available).toBe(44 * MIB);
  ran();
  expect(budget.available).toBe(ROOM);
});

it('has 24 MiB for all uploads together, however much there is besides', () => {
  const [first, second] = [reserve('upload', 20 * MIB), reserve('upload', MIB)];
  resizeUpload(second, 4 * MIB);
  expect(() => {
    resizeUpload(second, 4 * MIB + 1);
  }).toThrow(/^4\.0 MiB of memory are missing just now: models take 0\.0 MiB, and other pictures 24\.0 MiB\./);
  expect([second.bytes, budget.available]).toEqual([4 * MIB, ROOM - 24 * MIB]);
  for (const reservation of [first, second]) reservation.release();
});

it('drops nothing for an upload that is refused all the same', async () => {
  await sessions.load(small, assets);
  const [upload, rest] = [reserve('upload', 20 * MIB), reserve('decode', budget.available)];
  expect(() => {
    resizeUpload(upload, 25 * MIB);
  }).toThrow('of memory are missing');
  expect(sessions.has(small)).toBe(true);
  for (const reservation of [upload, rest]) reservation.release();
  await sessions.drop(small);
});

it('leaves a picture what the files and the heap of a model do not need', () => {
  const files = small.model.files.filter(({ role }) => role === 'plan').reduce((sum, { bytes }) => sum + bytes, 0);
  const { files: read, growth } = small.engine.cost(small.model, { own: files, all: 30 * MIB });
  expect(read + growth).toBeLessThan(10 * MIB);
  // Drawing a heat map takes 10 MiB, more than this model.
  expect(imageLimit([small], MIB)).toBe(ROOM - 10 * MIB - MIB);
  const large = findModel('efficientnet_b0');
  if (large === undefined) throw new Error('the model is shipped');
  const plan = large.files.filter(({ role }) => role === 'plan').reduce((sum, { bytes }) => sum + bytes, 0);
  const cost = small.engine.cost(large, { own: plan, all: 30 * MIB });
  expect(imageLimit([{ model: large, engine: small.engine }], MIB)).toBe(ROOM - cost.files - cost.growth - MIB);
});
