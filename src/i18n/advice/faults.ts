import { USE_CASES, type UseCaseName } from '../../catalogue/advice/use-case.ts';
import type { Say, TextKey } from '../texts.ts';
import type { Parameter } from '../../web/advice/form.tsx';

const RIGHT = {
  use_case: 'choice.right.task',
  max_latency_ms: 'choice.right.positive',
  max_model_mb: 'choice.right.positive',
  max_memory_mb: 'choice.right.positive',
  min_top1: 'choice.right.percent',
  heat_map: 'choice.right.wish',
  installed: 'choice.right.wish',
  fits_worker: 'choice.right.wish',
} as const satisfies Record<Parameter, TextKey>;

/** What would be right for a parameter. */
export function rightOf(say: Say<TextKey>, parameter: Parameter): string {
  const names = Object.keys(USE_CASES) as UseCaseName[];
  const labels = names.map((name) => say(`choice.task.${name}`));
  const list = (items: readonly string[]): string => items.join(say('choice.list.figures'));
  return say(RIGHT[parameter], { names: list(names), labels: list(labels) });
}

/** That a question cannot be answered, which parameters are wrong, and what would be right. */
export function faultsIn(say: Say<TextKey>, parameters: readonly Parameter[]): string {
  const faults = parameters.map((name) => {
    const label = say(name === 'use_case' ? 'choice.task' : `choice.limit.${name}`);
    return say('choice.faultOf', { name, label, right: rightOf(say, name) });
  });
  return say('choice.faults', { refusal: say('fail.asked'), faults: faults.join(say('choice.list.clauses')) });
}
