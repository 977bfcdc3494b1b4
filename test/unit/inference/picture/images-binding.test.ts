import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readableFile, type ImageService } from '../../../../src/inference/picture/images-binding.ts';
import { ImageError } from '../../../../src/image/image-error.ts';

const HEIC = new Uint8Array(readFileSync(new URL('../../image/fixtures/meal.heic', import.meta.url)));

/** The service's side of a call; it cannot be brought to these answers from here. */
const service = (output: () => Promise<{ response(): Response }>): ImageService => ({
  input: () => ({ transform: () => ({ output }) }),
});

/** An error as the binding throws it: https://developers.cloudflare.com/images/reference/errors/ */
const failing = (code: number, message: string): ImageService =>
  service(() => Promise.reject(Object.assign(new Error(message), { code })));

async function refusal(images: ImageService): Promise<ImageError> {
  const outcome: unknown = await readableFile(HEIC, images).catch((error: unknown) => error);
  if (outcome instanceof ImageError) return outcome;
  throw new Error('not refused', { cause: outcome });
}

describe('readableFile', () => {
  const log = vi.spyOn(console, 'error');
  beforeEach(() => {
    log.mockImplementation(() => undefined);
  });
  afterEach(() => {
    log.mockReset();
    vi.useRealTimers();
  });

  it('asks the service for a JPEG of bounded size, and hands it on', async () => {
    const asked: unknown[] = [];
    const images: ImageService = {
      input: (stream) => ({
        transform: (transformation) => ({
          output: async (format) => {
            asked.push(new Uint8Array(await new Response(stream).arrayBuffer()), transformation, format);
            return { response: () => new Response(Uint8Array.of(0xff, 0xd8, 0xff)) };
          },
        }),
      }),
    };
    const { bytes, convertedFrom } = await readableFile(HEIC, images);
    expect([...bytes]).toEqual([0xff, 0xd8, 0xff]);
    expect(convertedFrom).toBe('HEIC');
    expect(asked).toEqual([
      HEIC,
      { width: 1600, height: 1600, fit: 'scale-down' },
      { format: 'image/jpeg', quality: 95 },
    ]);
  });

  it('leaves the file alone when there is no service', async () => {
    expect(await readableFile(HEIC, undefined)).toEqual({ bytes: HEIC, convertedFrom: null });
  });

  it.each([
    [9412, 'The HEIC format is not supported', 'unsupported_format', 'could not be converted:'],
    [9520, 'Original image has unsupported format', 'unsupported_format', 'could not be converted:'],
    [9413, 'The image enlarged too much', 'too_large', 'too large to be converted'],
    [9529, 'The image is too large to process or the service is too busy', 'too_large', 'too large to be converted'],
    [9516, 'error during decoding', 'not_a_picture', 'damaged or incomplete'],
  ])('names what %i means for the sender', async (code, message, kind, words) => {
    const error = await refusal(failing(code, message));
    expect(error).toMatchObject({ kind, detail: { format: 'HEIC' } });
    expect(error.message).toContain(words);
    expect(log).not.toHaveBeenCalled();
  });

  it.each([
    [9422, 'Free unique transformations by account has been exhausted'],
    [9430, 'Images Binding access denied'],
    [9522, 'The service in this colo is too busy'],
  ])('gives the usual advice for %i, which is no fault of the sender, and tells the log', async (code, message) => {
    const error = await refusal(failing(code, message));
    expect(error.kind).toBe('unsupported_format');
    expect(error.message).toMatch(/could not be converted just now: JPEG, PNG and WebP.*Most Compatible/);
    expect(error.message).not.toContain(message);
    expect(log.mock.calls.join()).toContain(`"event":"conversion_failed","format":"HEIC","code":${code}`);
  });

  it('does not wait for ever', async () => {
    vi.useFakeTimers();
    const waiting = refusal(service(() => new Promise(() => undefined)));
    await vi.advanceTimersByTimeAsync(15_000);
    expect((await waiting).message).toContain('just now');
    expect(log.mock.calls.join()).toContain('no answer within 15000 ms');
  });
});
