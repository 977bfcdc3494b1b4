import { UploadError, type UploadErrorKind } from '../../../src/upload/upload-error.ts';
import { readUpload, type UploadLimits, type UploadOptions } from '../../../src/upload/upload.ts';

/** Limits that a test meets only when it means to. */
export const LIMITS: UploadLimits = {
  maxBytes: 2 ** 20,
  idleMs: 100_000,
  minBytesPerSecond: 1,
  graceMs: 100_000,
  totalMs: 100_000,
};

/** A body that gives these pieces on demand, and records how it was read. */
export class Source {
  /** Pieces that were asked for so far. */
  pieces = 0;
  cancelled = false;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(pieces: Iterable<Uint8Array>) {
    const rest: Iterator<Uint8Array, unknown> = pieces[Symbol.iterator]();
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          const { done, value } = rest.next();
          if (done === true) {
            controller.close();
            return;
          }
          this.pieces++;
          controller.enqueue(value);
        },
        cancel: () => {
          this.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
  }
}

/** Reads a body that comes in these pieces. */
export function upload(
  pieces: Iterable<Uint8Array>,
  contentType: string | null,
  options: Partial<UploadOptions> = {},
): Promise<Uint8Array> {
  return readUpload(new Source(pieces).stream.getReader(), { contentType, limits: LIMITS, ...options });
}

/** Why an upload was refused. */
export async function refusal(outcome: Promise<unknown>, kind: UploadErrorKind): Promise<UploadError> {
  const error = await outcome.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UploadError) || error.kind !== kind)
    throw new Error(`expected the refusal ${kind}`, { cause: error });
  return error;
}

/** The bytes between these positions. */
export function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const edges = [0, ...positions, bytes.length];
  return edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export interface FormBody {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A form as undici writes it. */
export async function formBody(
  ...fields: readonly (readonly [name: string, value: Blob | string])[]
): Promise<FormBody> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value as string);
  const response = new Response(form);
  return {
    contentType: response.headers.get('Content-Type') ?? '',
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}

/** A body with this boundary, line breaks written as `\n`. */
export function handmade(text: string, contentType = 'multipart/form-data; boundary=frontier'): FormBody {
  return { contentType, bytes: bytesOf(text.replaceAll('\n', '\r\n')) };
}

/** What undici reads in the field `image` of a form; null when it finds no form, or not one file. */
export async function reference({ contentType, bytes }: FormBody): Promise<Uint8Array | null> {
  try {
    const form = await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData();
    const [image, ...others] = form.getAll('image');
    return image instanceof File && others.length === 0 ? await image.bytes() : null;
  } catch {
    return null;
  }
}
