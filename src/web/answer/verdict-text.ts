import type { Translator } from '../../i18n/texts.ts';
import { shortLabel } from './label.ts';
import type { ShownModel } from './shown-answer.ts';

/** What an answer says in a few words: its first class, or that it may be that. */
export function verdictText(
  t: Translator,
  { predictions, unknown }: Pick<ShownModel, 'predictions' | 'unknown'>,
): string {
  const label = shortLabel(predictions[0]?.label ?? '');
  return unknown ? t('answer.unsure', { label }) : label;
}
