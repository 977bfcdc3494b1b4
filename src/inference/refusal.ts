import type { RefusalKind, RefusalReason, Trace } from '../contract/job.ts';
import { ImageError } from '../image/image-error.ts';
import { UploadError } from '../upload/upload-error.ts';

type Detail = Readonly<Record<string, unknown>>;

/** A step that was refused because memory or time is missing. The message is a full sentence for the sender. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly kind: RefusalKind<'memory'>;
  readonly detail: Detail;

  constructor(kind: RefusalKind<'memory'>, message: string, detail: Detail = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}

/** A refusal without the memory report. */
type Reason = RefusalReason & { readonly message: string; readonly detail: Record<string, unknown> };

/**
 * The reason of a refused step as a value that can cross RPC.
 * @throws the error itself when it is not a refusal
 */
export function reasonOf(error: unknown): Reason {
  if (error instanceof RefusedError) return { stage: 'memory', kind: error.kind, ...textOf(error) };
  if (error instanceof UploadError) return { stage: 'upload', kind: error.kind, ...textOf(error) };
  if (error instanceof ImageError) return { stage: 'photo', kind: error.kind, ...textOf(error) };
  throw error;
}

function textOf({ message, detail }: { message: string; detail: Detail }): Pick<Reason, 'message' | 'detail'> {
  return { message, detail };
}

/** The refusal of a model whose files cannot be read or opened; the log has the reason. */
export function modelUnavailable(name: string, error: unknown, trace: Trace): RefusedError {
  console.error(JSON.stringify({ level: 'error', event: 'load_failed', model: name, error: String(error), ...trace }));
  return new RefusedError('model_unavailable', `${name} could not be loaded. Try again in a moment.`);
}
