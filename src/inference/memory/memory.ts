import { Account, type Hold, type Purpose } from './account.ts';
import { ISOLATE_BYTES, MODEL_BYTES, PATIENCE, RESERVE_BYTES, TURN_LEASE, UPLOAD_BYTES, WAITING } from './limits.ts';
import { type Turn, Turns } from './turns.ts';
import { cachedCodecBytes, releaseCodecs } from '../../image/codec/codecs.ts';
import type { LoadCost } from '../engines/engine.ts';
import { heapBytes } from '../engines/engines.ts';
import { keptHeadBytes, releaseHeads } from '../explain/kept-heads.ts';
import { RefusedError } from '../refusal.ts';

/** Longer than any upload may take, wait and be worked on, in ms: what is older belongs to a request that is gone. */
const HOLD_LEASE = 120_000;

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** Memory of this isolate. */
export const account = new Account({
  limit: ISOLATE_BYTES,
  reserve: RESERVE_BYTES,
  heap: heapBytes,
  decoders: cachedCodecBytes,
  heads: keptHeadBytes,
});

/** Drops what is only kept to save time, as far as its memory is needed for something else. */
function makeRoom(bytes: number): void {
  if (bytes > account.available) releaseHeads();
  if (bytes > account.available) releaseCodecs();
}

/** Who computes in this isolate. */
const turns = new Turns({ waiting: WAITING, patience: PATIENCE, lease: TURN_LEASE });

/**
 * Takes memory for a buffer; decoders and heads that are kept for later have to go when they are in the way.
 * @throws RefusedError `busy` when others hold too much of it just now
 */
export function take(purpose: Purpose, bytes: number): Hold {
  makeRoom(bytes);
  const hold = account.hold(purpose, Math.ceil(bytes), HOLD_LEASE);
  if (hold === undefined) throw noRoom(bytes);
  return hold;
}

/**
 * Takes memory for a decode. Decoders that have a part of it are used again; when they are in the way, they have to go, and
 * all of it is needed.
 * @throws RefusedError `busy`
 */
export function takeForDecode(needed: number, reused: number): Hold {
  if (needed - reused > account.available) releaseHeads();
  return take('decode', needed - reused <= account.available ? needed - reused : needed);
}

/**
 * Takes memory for the files of a model, and keeps room for what its engine makes of them.
 * @returns what gives both back
 * @throws RefusedError `busy`
 */
export function takeForModel({ files: bytes, growth }: LoadCost): () => void {
  makeRoom(bytes + growth);
  const end = account.expectGrowth(growth, HOLD_LEASE);
  const files = account.hold('model', bytes, HOLD_LEASE);
  const release = (): void => {
    // The engine has grown while the files were held.
    account.note();
    files?.release();
    end?.();
  };
  if (files !== undefined && end !== undefined) return release;
  release();
  throw noRoom(bytes + growth);
}

/**
 * Makes what an upload holds larger or smaller. All uploads share {@link UPLOAD_BYTES}, so that those who wait leave
 * room for the one that is decoded.
 * @throws RefusedError `busy`
 */
export function resizeUpload(hold: Hold, bytes: number): void {
  const others = account.held('upload') - hold.bytes;
  if (others + bytes > UPLOAD_BYTES || !hold.resize(bytes)) throw noRoom(bytes);
}

/**
 * Refuses what would find no room now. Nothing is held for it: a length that is only announced costs its sender nothing.
 * @throws RefusedError `busy`
 */
export function requireUploadRoom(bytes: number): void {
  if (bytes > Math.min(UPLOAD_BYTES - account.held('upload'), account.available)) throw noRoom(bytes);
}

/**
 * Waits for a turn.
 * @throws RefusedError `busy`
 */
export async function takeTurn(): Promise<Turn> {
  const turn = await turns.enter();
  if (turn === 'full') {
    throw new RefusedError('busy', `${WAITING} pictures wait already. Try again in a moment.`, { waiting: WAITING });
  }
  if (turn === 'too_long') {
    throw new RefusedError(
      'busy',
      `The picture waited ${PATIENCE / 1000} seconds and its turn did not come. Try again in a moment.`,
      { waited_ms: PATIENCE },
    );
  }
  return turn;
}

function noRoom(bytes: number): RefusedError {
  return new RefusedError(
    'busy',
    `Other pictures hold so much memory just now that ${mebibytes(bytes)} MiB for this one are not there. Try again in a moment.`,
    { needed_bytes: Math.ceil(bytes) },
  );
}

/** The refusal of a model that would not fit even alone. */
export function modelTooLarge(name: string, bytes: number): RefusedError {
  return new RefusedError(
    'model_too_large',
    `${name} has ${mebibytes(bytes)} MiB of graph and weights, and ${mebibytes(MODEL_BYTES)} MiB are what an isolate has for models.`,
    { needed_bytes: bytes, limit_bytes: MODEL_BYTES },
  );
}
