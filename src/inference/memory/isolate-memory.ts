import type { BufferPurpose } from '../../contract/names.ts';
import { MemoryBudget, type Reservation } from './budget.ts';
import {
  DRAW_BYTES,
  ISOLATE_BYTES,
  LOAD_LEASE,
  MODEL_BYTES,
  QUEUE_PATIENCE,
  RESERVE_BYTES,
  SLOT_LEASE,
  UPLOAD_BYTES,
  QUEUE_LENGTH,
} from './limits.ts';
import { type Slot, WorkQueue } from './work-queue.ts';
import { countedBytes } from '../../catalogue/registry.ts';
import { cachedCodecBytes, jpegCodecs, webpCodecs } from '../../image/codec/codecs.ts';
import { DEFAULT_DECODE_BYTES } from '../../image/decode-plan.ts';
import type { LoadCost } from '../engines/engine.ts';
import { type EngineModel, heapBytes, keptHeapBytes } from '../engines/engines.ts';
import { cachedHeadBytes, headBytes, keptHeads } from '../explain/head-cache.ts';
import { RefusedError } from '../refusal.ts';
import { Sessions } from '../sessions.ts';
import type { Kept } from './kept.ts';

/** Longer than any request may take, in ms: an older reservation belongs to a request that has ended. */
const RESERVATION_LEASE = 120_000;

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** What may be used of an isolate's memory, in bytes. */
const ROOM_BYTES = ISOLATE_BYTES - RESERVE_BYTES;

/** The memory of this isolate. */
export const budget = new MemoryBudget({
  limit: ISOLATE_BYTES,
  reserve: RESERVE_BYTES,
  heap: heapBytes,
  decoders: cachedCodecBytes,
  heads: cachedHeadBytes,
});

/** The models of this isolate. */
export const sessions = new Sessions(MODEL_BYTES, LOAD_LEASE);

/** What can be dropped for something else, least recently used first. */
function keptThings(): Kept[] {
  const codecs = [jpegCodecs, webpCodecs].map((cache) => ({
    bytes: cache.bytes,
    usedAt: cache.usedAt,
    release: () => {
      cache.release();
    },
  }));
  return [...keptHeads(), ...codecs, ...sessions.kept()].sort((one, other) => one.usedAt - other.usedAt);
}

/** Drops what is kept for later, least recently used first, until so many bytes are available or nothing is left. */
function makeRoom(bytes: () => number): void {
  if (bytes() <= budget.available) return;
  for (const kept of keptThings()) {
    kept.release();
    if (bytes() <= budget.available) return;
  }
}

/** Turns of the event loop that a request takes which only reads: its head, its call, its answer. */
const TURNS = 4;

/**
 * Who computes in this isolate. workerd's event loop neither reads nor writes nor fires timers as long as there is something
 * to run, and the steps of all who wait would follow one after the other: no answer would leave before the last was computed.
 */
const queue = new WorkQueue({
  ...{ waiting: QUEUE_LENGTH, patience: QUEUE_PATIENCE, lease: SLOT_LEASE },
  turn: async () => {
    for (let i = 0; i < TURNS; i++) await scheduler.wait(0);
  },
});

/**
 * Reserves memory for a buffer, and drops what is kept for later and in the way.
 * @throws RefusedError `busy` when other requests have reserved too much
 */
export function reserve(purpose: BufferPurpose, bytes: number): Reservation {
  makeRoom(() => bytes);
  const reservation = budget.reserve(purpose, Math.ceil(bytes), RESERVATION_LEASE);
  if (reservation === undefined) throw noRoom(bytes);
  return reservation;
}

/**
 * The most memory that decoding a file may take beside it, in bytes: what there is when everything that can be dropped is
 * dropped. It is the same whatever this isolate did before.
 */
export function decodeLimit(fileBytes: number): number {
  return Math.max(0, Math.min(DEFAULT_DECODE_BYTES, ROOM_BYTES - keptHeapBytes() - fileBytes));
}

/**
 * The largest decoded picture beside which all steps with these models have room, in bytes: the same whatever this isolate
 * did before.
 * @param inputBytes of the largest input tensor
 */
export function imageLimit(models: readonly EngineModel[], inputBytes: number): number {
  const needs = models.map(({ model, engine }) => {
    const { files, growth } = engine.cost(model, { own: countedBytes(model, engine.name), all: MODEL_BYTES });
    return Math.max(files + (engine.keptBytes > 0 ? 0 : growth), headBytes(model));
  });
  return Math.max(0, ROOM_BYTES - keptHeapBytes() - Math.max(...needs, DRAW_BYTES) - inputBytes);
}

/**
 * Reserves memory for a decode. The cached WebP decoder, which has a part of it, is used again; when it is in the way, it is
 * dropped as the last, and all of it is reserved.
 * @throws RefusedError `busy`
 */
export function reserveForDecode(needed: number, reused: number): Reservation {
  if (reused > 0) webpCodecs.touch();
  const missing = (): number => needed - Math.min(reused, webpCodecs.bytes);
  makeRoom(missing);
  return reserve('decode', missing());
}

/**
 * Reserves memory for the files of a model and for the growth of its engine's heap.
 * @returns what to call when the files have been read, and when the model has run
 * @throws RefusedError `busy`
 */
export function reserveForModel({ files: bytes, growth }: LoadCost): { loaded: () => void; ran: () => void } {
  makeRoom(() => bytes + growth);
  const end = budget.reserveGrowth(growth, RESERVATION_LEASE);
  const files = budget.reserve('model', bytes, RESERVATION_LEASE);
  if (files === undefined || end === undefined) {
    files?.release();
    end?.();
    throw noRoom(bytes + growth);
  }
  return {
    loaded: () => {
      // The engine has grown while its files were in memory.
      budget.updatePeak();
      files.release();
    },
    ran: end,
  };
}

/**
 * Makes the reservation of an upload larger or smaller. All uploads share {@link UPLOAD_BYTES}, so that those who wait
 * leave room for the one that is decoded. What is kept for later and in the way is dropped.
 * @throws RefusedError `busy`
 */
export function resizeUpload(reservation: Reservation, bytes: number): void {
  const others = budget.reserved('upload') - reservation.bytes;
  if (others + bytes > UPLOAD_BYTES) throw noRoom(bytes);
  makeRoom(() => bytes - reservation.bytes);
  if (!reservation.resize(bytes)) throw noRoom(bytes);
}

/**
 * Refuses an upload that would find no room now. Nothing is reserved or dropped: announcing a length costs its sender
 * nothing.
 * @throws RefusedError `busy`
 */
export function requireUploadRoom(bytes: number): void {
  const room = budget.available + keptThings().reduce((sum, kept) => sum + kept.bytes, 0);
  if (bytes > Math.min(UPLOAD_BYTES - budget.reserved('upload'), room)) throw noRoom(bytes);
}

/**
 * Waits until nobody else computes.
 * @throws RefusedError `busy`
 */
export async function takeSlot(): Promise<Slot> {
  const slot = await queue.enter();
  if (slot === 'full') {
    throw new RefusedError('busy', `${QUEUE_LENGTH} pictures wait already. Try again in a moment.`, {
      waiting: QUEUE_LENGTH,
    });
  }
  if (slot === 'too_long') {
    throw new RefusedError(
      'busy',
      `The picture waited ${QUEUE_PATIENCE / 1000} seconds, and other pictures were still being computed. Try again in a moment.`,
      { waited_ms: QUEUE_PATIENCE },
    );
  }
  return slot;
}

function noRoom(bytes: number): RefusedError {
  const { wasm_heap_bytes, buffers } = budget.report();
  const pictures = buffers.upload + buffers.decode + buffers.tensor;
  return new RefusedError(
    'busy',
    `${mebibytes(bytes)} MiB of memory are missing just now: models take ${mebibytes(wasm_heap_bytes)} MiB, and other pictures ${mebibytes(pictures)} MiB. Try again in a moment.`,
    { needed_bytes: Math.ceil(bytes) },
  );
}

/** The refusal of a model that would not fit even if it were alone. */
export function modelTooLarge(name: string, bytes: number): RefusedError {
  return new RefusedError(
    'model_too_large',
    `${name} has ${mebibytes(bytes)} MiB of graph and weights, and an isolate has ${mebibytes(MODEL_BYTES)} MiB for a model.`,
    { needed_bytes: bytes, limit_bytes: MODEL_BYTES },
  );
}
