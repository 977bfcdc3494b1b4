import { type AdviceParameter, USE_CASE_NAMES } from '../../contract/names.ts';
import type { TextKey, Translator } from '../texts.ts';

const EXPECTED = {
  use_case: 'advice.right.task',
  max_latency_ms: 'advice.right.positive',
  max_model_mb: 'advice.right.positive',
  max_memory_mb: 'advice.right.positive',
  min_top1: 'advice.right.percent',
  heat_map: 'advice.right.flag',
  installed: 'advice.right.flag',
  fits_worker: 'advice.right.flag',
} as const satisfies Record<AdviceParameter, TextKey>;

/** What a parameter may be. */
function expectedText(t: Translator<TextKey>, parameter: AdviceParameter): string {
  const labels = USE_CASE_NAMES.map((name) => t(`advice.task.${name}`));
  return t(EXPECTED[parameter], { labels: labels.join(t('advice.list.figures')) });
}

/** Which parameters are wrong, and what each of them may be. */
export function faultsText(t: Translator<TextKey>, parameters: readonly AdviceParameter[]): string {
  const faults = parameters.map((name) => {
    const label = t(name === 'use_case' ? 'advice.task' : `advice.limit.${name}`);
    return t('advice.faultOf', { label, right: expectedText(t, name) });
  });
  return t('advice.faults', { refusal: t('fail.invalid'), faults: faults.join(t('advice.list.clauses')) });
}
