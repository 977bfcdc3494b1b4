import type { BufferPurpose } from '../../contract/names.ts';
import { MemoryBudget, type Reservation } from './budget.ts';
import {
  ISOLATE_BYTES,
  MODEL_BYTES,
  QUEUE_PATIENCE,
  RESERVE_BYTES,
  SLOT_LEASE,
  UPLOAD_BYTES,
  QUEUE_LENGTH,
} from './limits.ts';
import { type Slot, WorkQueue } from './work-queue.ts';
import { cachedCodecBytes, releaseCodecs } from '../../image/codec/codecs.ts';
import type { LoadCost } from '../engines/engine.ts';
import { heapBytes } from '../engines/engines.ts';
import { cachedHeadBytes, releaseHeads } from '../explain/head-cache.ts';
import { RefusedError } from '../refusal.ts';

/** Longer than any request may take, in ms: an older reservation belongs to a request that has ended. */
const RESERVATION_LEASE = 120_000;

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** The memory of this isolate. */
export const budget = new MemoryBudget({
  limit: ISOLATE_BYTES,
  reserve: RESERVE_BYTES,
  heap: heapBytes,
  decoders: cachedCodecBytes,
  heads: cachedHeadBytes,
});

/** Drops cached heads, then cached decoders, when their memory is needed for something else. */
function makeRoom(bytes: number): void {
  if (bytes > budget.available) releaseHeads();
  if (bytes > budget.available) releaseCodecs();
}

/** Who computes in this isolate. */
const queue = new WorkQueue({ waiting: QUEUE_LENGTH, patience: QUEUE_PATIENCE, lease: SLOT_LEASE });

/**
 * Reserves memory for a buffer, and drops cached decoders and heads that are in the way.
 * @throws RefusedError `busy` when other requests have reserved too much
 */
export function reserve(purpose: BufferPurpose, bytes: number): Reservation {
  makeRoom(bytes);
  const reservation = budget.reserve(purpose, Math.ceil(bytes), RESERVATION_LEASE);
  if (reservation === undefined) throw noRoom(bytes);
  return reservation;
}

/**
 * Reserves memory for a decode. Cached decoders that have a part of it are used again; when they are in the way, they are
 * dropped and all of it is reserved.
 * @throws RefusedError `busy`
 */
export function reserveForDecode(needed: number, reused: number): Reservation {
  if (needed - reused > budget.available) releaseHeads();
  return reserve('decode', needed - reused <= budget.available ? needed - reused : needed);
}

/**
 * Reserves memory for the files of a model and for the growth of its engine's heap.
 * @returns a function that releases both
 * @throws RefusedError `busy`
 */
export function reserveForModel({ files: bytes, growth }: LoadCost): () => void {
  makeRoom(bytes + growth);
  const end = budget.reserveGrowth(growth, RESERVATION_LEASE);
  const files = budget.reserve('model', bytes, RESERVATION_LEASE);
  const release = (): void => {
    // The engine has grown while its files were in memory.
    budget.updatePeak();
    files?.release();
    end?.();
  };
  if (files !== undefined && end !== undefined) return release;
  release();
  throw noRoom(bytes + growth);
}

/**
 * Makes the reservation of an upload larger or smaller. All uploads share {@link UPLOAD_BYTES}, so that those who wait
 * leave room for the one that is decoded. Cached decoders and heads that are in the way are dropped.
 * @throws RefusedError `busy`
 */
export function resizeUpload(reservation: Reservation, bytes: number): void {
  const others = budget.reserved('upload') - reservation.bytes;
  makeRoom(bytes - reservation.bytes);
  if (others + bytes > UPLOAD_BYTES || !reservation.resize(bytes)) throw noRoom(bytes);
}

/**
 * Refuses an upload that would find no room now. Nothing is reserved: announcing a length costs its sender nothing.
 * @throws RefusedError `busy`
 */
export function requireUploadRoom(bytes: number): void {
  makeRoom(bytes);
  if (bytes > Math.min(UPLOAD_BYTES - budget.reserved('upload'), budget.available)) throw noRoom(bytes);
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
    `${name} has ${mebibytes(bytes)} MiB of graph and weights, and an isolate has ${mebibytes(MODEL_BYTES)} MiB for models.`,
    { needed_bytes: bytes, limit_bytes: MODEL_BYTES },
  );
}
