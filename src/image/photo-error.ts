/** Why a picture was refused. */
export type PhotoErrorKind =
  'empty' | 'unsupported_format' | 'not_a_picture' | 'truncated' | 'bad_dimensions' | 'too_large';

/** The numbers and names behind a refusal, never bytes of the input. */
export type PhotoErrorDetail = Readonly<Record<string, number | string>>;

/**
 * A picture that was refused. The message is a full sentence for the person who sent it: what was wrong with it and
 * what would be right.
 */
export class PhotoError extends Error {
  override readonly name = 'PhotoError';
  readonly kind: PhotoErrorKind;
  readonly detail: PhotoErrorDetail;

  constructor(kind: PhotoErrorKind, message: string, detail: PhotoErrorDetail = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}
