/** Why a picture was refused. */
export type ImageErrorKind =
  'empty' | 'unsupported_format' | 'not_a_picture' | 'truncated' | 'bad_dimensions' | 'too_large';

/** The numbers and names behind a refusal, never bytes of the input. */
export type ImageErrorDetail = Readonly<Record<string, number | string>>;

/**
 * A picture that was refused. The message is a full sentence for the person who sent it: what was wrong with it and
 * what would be right.
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
