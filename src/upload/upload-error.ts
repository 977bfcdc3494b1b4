/** Why an upload was refused. */
export type UploadErrorKind =
  | 'empty'
  | 'unsupported_media_type'
  | 'missing_field'
  | 'duplicate_field'
  | 'unknown_field'
  | 'malformed_form'
  | 'too_large'
  | 'too_slow'
  | 'aborted';

/** Numbers behind the message, with their unit in the name; never bytes of the input. */
export type UploadErrorDetail = Readonly<Record<string, number>>;

/** How to send a picture, the advice in many messages. */
export const HOW_TO_SEND =
  'Send the file with "curl -F image=@photo.jpg", or as it is with "curl --data-binary @photo.jpg -H \'Content-Type: image/jpeg\'".';

/**
 * An upload that was refused. The message is a full sentence for its sender: what is wrong, and what to do.
 */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly kind: UploadErrorKind;
  readonly detail: UploadErrorDetail;

  constructor(kind: UploadErrorKind, message: string, detail: UploadErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * The refusal of a form that cannot be read.
 * @param reason a sentence
 */
export function malformedForm(reason: string, detail: UploadErrorDetail = {}): UploadError {
  return new UploadError('malformed_form', `${reason} ${HOW_TO_SEND}`, detail);
}
