import { ImageError, type ImageErrorKind } from '../image/image-error.ts';
import { UploadError, type UploadErrorKind } from '../upload/upload-error.ts';

/** `busy`: there will be room in a moment. */
type MemoryErrorKind = 'busy' | 'model_too_large';

interface Reason {
  readonly message: string;
  /** Numbers and names behind the sentence. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Why a job does not go on. An exception that crosses RPC arrives as a bare Error, so kind, sentence and numbers are
 * values.
 */
export type Refusal = Reason &
  (
    | { readonly stage: 'upload'; readonly kind: UploadErrorKind }
    | { readonly stage: 'photo'; readonly kind: ImageErrorKind }
    | { readonly stage: 'memory'; readonly kind: MemoryErrorKind }
  );

/** A step that was refused for want of memory or time. The message is a full sentence for the sender. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly kind: MemoryErrorKind;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(kind: MemoryErrorKind, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * What a step was refused for, as a value.
 * @throws the error itself when it is no refusal
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) return { stage: 'memory', kind: error.kind, ...reasonOf(error) };
  if (error instanceof UploadError) return { stage: 'upload', kind: error.kind, ...reasonOf(error) };
  if (error instanceof ImageError) return { stage: 'photo', kind: error.kind, ...reasonOf(error) };
  throw error;
}

function reasonOf({ message, detail }: Reason): Reason {
  return { message, detail };
}
