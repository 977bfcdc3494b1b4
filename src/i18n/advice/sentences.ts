import type { Candidate } from '../../catalogue/advice/candidate.ts';
import type { Advice, Ranked, Rejected } from '../../catalogue/advice/advise.ts';
import type { LimitName, MissedLimit } from '../../catalogue/advice/limits.ts';
import type { Message } from '../message.ts';
import { formatDollars, formatRounded } from '../numbers.ts';
import type { TextKey, Translator } from '../texts.ts';

/** Which model comes first, which are nearly as good, and why a usual choice does not come first. If none keeps all limits: which one comes nearest, and which limits conflict. */
export function summaryMessage(t: Translator<TextKey>, advice: Advice): Message {
  const { ranking, rejected, alone } = advice;
  const [best, nearest] = [ranking[0], rejected[0]];
  if (best !== undefined) {
    const { title, name } = best.candidate;
    return {
      key: 'advice.first',
      names: { title, name },
      values: { close: closeText(t, advice), passed: passedText(t, advice) },
    };
  }
  if (nearest === undefined) return { key: 'advice.nothing' };
  const { title, name } = nearest.candidate;
  const conflict = alone.length > 1 ? conflictText(t, alone, rejected.length) : '';
  return { key: 'advice.nearest', names: { title, name }, values: { misses: missedLimitsText(t, nearest), conflict } };
}

function closeText(t: Translator<TextKey>, { close }: Advice): string {
  const names = close.map(({ name }) => name).join(t('advice.list.figures'));
  return close.length === 0 ? '' : t('advice.close', { names });
}

function passedText(t: Translator<TextKey>, { passed }: Advice): string {
  return passed
    .map(({ candidate: { name }, place, behind }) => {
      const axes = behind.map((axis) => t(`advice.behind.${axis}`)).join(t('advice.list.figures'));
      return t('advice.passed', { name, place, behind: axes });
    })
    .join('');
}

function conflictText(t: Translator<TextKey>, alone: Advice['alone'], count: number): string {
  const each = alone.map(({ limit, left }) => t('advice.alone', { limit, label: limitLabel(t, limit), left }));
  return t('advice.conflict', { count, alone: each.join(t('advice.list.figures')) });
}

const limitLabel = (t: Translator<TextKey>, limit: LimitName): string => t(`advice.limit.${limit}`);

/** The figures of a model that keeps all limits, and what is good and bad about it. */
export function reasonMessage(t: Translator<TextKey>, { candidate, usual, pareto }: Ranked): Message {
  const { title, warm_ms, bytes, interpretability, installed, fits_worker, price } = candidate;
  const rounded = (value: number): string => formatRounded(t, value);
  const figures = [
    accuracyText(t, candidate),
    warm_ms === null ? t('advice.reason.noWarm') : t('advice.reason.warm', { ms: rounded(warm_ms) }),
    `${rounded(bytes / 2 ** 20)} MiB`,
    interpretability === null
      ? t('advice.reason.noMaps')
      : t('advice.reason.maps', { score: rounded(interpretability) }),
    ...(price === null ? [] : [t('advice.reason.million', { price: priceText(t, price) })]),
  ];
  const remarks = [
    ...(usual ? [t('advice.reason.usual')] : []),
    t(pareto ? 'advice.reason.front' : 'advice.reason.beaten'),
    ...(installed ? [] : [t('advice.reason.add')]),
    ...(fits_worker ? [] : [t('advice.reason.large')]),
  ];
  const values = {
    figures: figures.join(t('advice.list.figures')),
    remarks: remarks.join(t('advice.list.clauses')),
  };
  return { key: 'advice.reason', names: { title }, values };
}

/** US dollars for a million answers, or what they cost at least. */
export function priceText(
  t: Translator<TextKey>,
  { million_usd, whole }: Pick<NonNullable<Candidate['price']>, 'million_usd' | 'whole'>,
): string {
  const price = formatDollars(t, million_usd);
  return whole ? price : t('advice.price.least', { price });
}

function accuracyText(t: Translator<TextKey>, { top1, anchor }: Candidate): string {
  if (top1 === null) return t('advice.reason.noTop1');
  const value = formatRounded(t, top1);
  return anchor === null
    ? t('advice.reason.top1', { top1: value })
    : t('advice.reason.carried', { top1: value, anchor: anchor.of });
}

/** The limits that a model misses, in one line. */
export function missedLimitsText(t: Translator<TextKey>, { misses }: Rejected): string {
  return misses.map((miss) => missedLimitText(t, miss)).join(t('advice.list.misses'));
}

/** A limit that a model misses, and by what. */
export function missedLimitText(t: Translator<TextKey>, miss: MissedLimit): string {
  switch (miss.kind) {
    case 'beyond':
      return t(`advice.beyond.${miss.limit}`, { value: formatRounded(t, miss.value), allowed: miss.allowed });
    case 'unknown':
      return t(`advice.unknown.${miss.limit}`);
    case 'without':
      return t(`advice.without.${miss.limit}`);
  }
}
