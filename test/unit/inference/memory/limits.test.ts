import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { MOST_MODELS } from '../../../../src/contract/query/compare.ts';
import { MOST_EXPLAINED } from '../../../../src/contract/query/shared.ts';
import {
  BODY_BYTES,
  ISOLATE_BYTES,
  UPLOAD_DEADLINES,
  QUEUE_PATIENCE,
  RESERVE_BYTES,
  SLOT_LEASE,
  UPLOAD_BYTES,
  QUEUE_LENGTH,
} from '../../../../src/inference/memory/limits.ts';
import { DEFAULT_DECODE_BYTES } from '../../../../src/image/decode-plan.ts';

const mebibytes = (bytes: number): number => bytes / 2 ** 20;

it('SECURITY.md tells the limits that the Worker has', async () => {
  const page = await readFile(new URL('../../../../SECURITY.md', import.meta.url), 'utf8');
  for (const limit of [
    `${mebibytes(BODY_BYTES)} MiB (\`MAX_BODY_BYTES\`)`,
    `${mebibytes(DEFAULT_DECODE_BYTES)} MiB for a decode, less what models keep`,
    `${UPLOAD_DEADLINES.idleMs / 1000} s without a byte; ${UPLOAD_DEADLINES.graceMs / 1000} s and a second for each ${UPLOAD_DEADLINES.minBytesPerSecond / 1024} KiB; ${UPLOAD_DEADLINES.totalMs / 1000} s in all: 408`,
    `${mebibytes(ISOLATE_BYTES - RESERVE_BYTES)} of the ${mebibytes(ISOLATE_BYTES)} MiB for models, decoders and buffers together, ${mebibytes(UPLOAD_BYTES)} of them for bodies: 503`,
    `one is computed, ${QUEUE_LENGTH} wait for ${QUEUE_PATIENCE / 1000} s at most, a slot ends after ${SLOT_LEASE / 1000} s: 503`,
    `shown to ${MOST_MODELS} models at most, ${MOST_EXPLAINED} classes explained for each: 400`,
  ])
    expect(page).toContain(limit);
});
