import type { LimitName, Miss } from '../../catalogue/advice/limits.ts';
import type { Option } from '../../catalogue/advice/option.ts';
import type { Ranked, Recommendation, Rejected } from '../../catalogue/advice/recommend.ts';
import { roundedOf } from '../figures.ts';
import type { Say, TextKey } from '../texts.ts';
import type { Saying } from './saying.ts';

type Speak = Say<TextKey>;

/** What comes first, or that nothing keeps all limits, what comes nearest, and which limits are in each other's way. */
export function verdictOf(say: Speak, { ranking, rejected, alone }: Recommendation<Option>): Saying {
  const [best, nearest] = [ranking[0], rejected[0]];
  if (best !== undefined) return { key: 'choice.first', names: { title: best.option.title, name: best.option.name } };
  if (nearest === undefined) return { key: 'choice.nothing' };
  const { title, name } = nearest.option;
  const conflict = alone.length > 1 ? conflictOf(say, alone, rejected.length) : '';
  return { key: 'choice.nearest', names: { title, name }, values: { misses: missesIn(say, nearest), conflict } };
}

function conflictOf(say: Speak, alone: Recommendation<Option>['alone'], count: number): string {
  const each = alone.map(({ limit, left }) => say('choice.alone', { limit, label: labelOf(say, limit), left }));
  return say('choice.conflict', { count, alone: each.join(say('choice.list.figures')) });
}

const labelOf = (say: Speak, limit: LimitName): string => say(`choice.limit.${limit}`);

/** The figures of a model that keeps all limits, and what speaks for and against it. */
export function reasonOf(say: Speak, { option, usual, pareto }: Ranked<Option>): Saying {
  const { title, top1, warm_ms, bytes, interpretability, installed, fits_worker } = option;
  const rounded = (value: number): string => roundedOf(say, value);
  const figures = [
    top1 === null ? say('choice.reason.noTop1') : say('choice.reason.top1', { top1: rounded(top1) }),
    warm_ms === null ? say('choice.reason.noWarm') : say('choice.reason.warm', { ms: rounded(warm_ms) }),
    `${rounded(bytes / 2 ** 20)} MiB`,
    interpretability === null
      ? say('choice.reason.noMaps')
      : say('choice.reason.maps', { score: rounded(interpretability) }),
  ];
  const remarks = [
    ...(usual ? [say('choice.reason.usual')] : []),
    say(pareto ? 'choice.reason.front' : 'choice.reason.beaten'),
    ...(installed ? [] : [say('choice.reason.add')]),
    ...(fits_worker ? [] : [say('choice.reason.large')]),
  ];
  const values = {
    figures: figures.join(say('choice.list.figures')),
    remarks: remarks.join(say('choice.list.clauses')),
  };
  return { key: 'choice.reason', names: { title }, values };
}

/** The limits that a model misses, in one line. */
export function missesIn(say: Speak, { misses }: Rejected<Option>): string {
  return misses.map((miss) => missIn(say, miss)).join(say('choice.list.misses'));
}

/** A limit that a model misses, and by what. */
export function missIn(say: Speak, miss: Miss): string {
  switch (miss.kind) {
    case 'beyond':
      return say(`choice.beyond.${miss.limit}`, { value: roundedOf(say, miss.value), allowed: miss.allowed });
    case 'unknown':
      return say(`choice.unknown.${miss.limit}`);
    case 'without':
      return say(`choice.without.${miss.limit}`);
  }
}
