/** Why a picture was refused. */
export type ImageErrorKind =
  'empty' | 'unsupported_format' | 'not_a_picture' | 'truncated' | 'bad_dimensions' | 'too_large';

/** Numbers and names behind the message, never bytes of the input. */
type ImageErrorDetail = Readonly<Record<string, number | string>>;

/**
 * A picture that was refused. The message is a full sentence for its sender: what is wrong, and what to do.
 */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly kind: ImageErrorKind;
  readonly detail: ImageErrorDetail;

  constructor(kind: ImageErrorKind, message: string, detail: ImageErrorDetail = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}
