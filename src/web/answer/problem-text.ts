import { formatBytes } from '../../i18n/numbers.ts';
import { isTextKey, type Translator, type ScriptTexts } from '../../i18n/texts.ts';

/** The fields of an API error (RFC 9457) that the page reads. */
export interface ApiProblem {
  readonly type: string;
  readonly detail?: string;
  readonly limit_bytes?: number;
}

/** Describes a problem in the language of the page. */
export function problemText(t: Translator, texts: ScriptTexts, { type, limit_bytes }: ApiProblem): string {
  const key = `problem.${type.split('/').at(-1) ?? ''}`;
  const limit = limit_bytes === undefined ? '' : formatBytes(t, limit_bytes);
  return t(isTextKey(texts, key) ? key : 'problem.other', { limit });
}

/** Whether a body is such an error. */
export function isApiProblem(body: unknown): body is ApiProblem {
  return typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string';
}
