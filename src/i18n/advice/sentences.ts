import type { Candidate } from '../../catalogue/advice/candidate.ts';
import type { Advice, Ranked, Rejected } from '../../catalogue/advice/advise.ts';
import type { LimitName, MissedLimit } from '../../catalogue/advice/limits.ts';
import type { Message } from '../message.ts';
import { formatDollars, formatMebibytes, formatNumber, formatRounded } from '../numbers.ts';
import type { TextKey, Translator } from '../texts.ts';

/**
 * Whom a sentence is for: programs name limits as the parameters of the API do and count them in MB, people by the labels of
 * the page's form and in MiB, in which the page counts everything.
 */
export type Reader = 'program' | 'person';

/**
 * Which model to take, its figures, and what the next one would cost or save; which are nearly as good, and why a usual choice
 * does not come first. If none keeps all limits: which one comes nearest, and which limits conflict.
 */
export function summaryMessage(t: Translator<TextKey>, advice: Advice, reader: Reader): Message {
  const { ranking, rejected, alone } = advice;
  const [best, nearest] = [ranking[0], rejected[0]];
  if (best !== undefined) {
    const { title, name } = best.candidate;
    return {
      key: 'advice.first',
      names: { title, name },
      values: {
        figures: [...costFigures(t, best.candidate), ...obstacles(t, best.candidate)].join(t('advice.list.figures')),
        runner: runnerText(t, advice),
        close: closeText(t, advice),
        passed: passedText(t, advice),
      },
    };
  }
  if (nearest === undefined) return { key: 'advice.nothing' };
  const { title, name } = nearest.candidate;
  const conflict = alone.length > 1 ? conflictText(t, alone, rejected.length, reader) : '';
  const misses = missedLimitsText(t, nearest, reader);
  return { key: 'advice.nearest', names: { title, name }, values: { misses, conflict } };
}

function runnerText(t: Translator<TextKey>, { ranking: [best, next], close }: Advice): string {
  if (best === undefined || next === undefined) return '';
  const { name } = next.candidate;
  const differences = differencesOf(t, best.candidate, next.candidate).join(t('advice.list.figures'));
  if (differences === '') return t('advice.runner.alike', { name });
  return t(close.includes(next.candidate) ? 'advice.runner.close' : 'advice.runner', { name, differences });
}

/** What would be different with another model, as far as both are known; what rounds to nothing is left out. */
function differencesOf(t: Translator<TextKey>, best: Candidate, next: Candidate): string[] {
  const differs = (
    [a, b]: readonly [number | null, number | null],
    [less, more]: readonly [(by: string) => string, (by: string) => string],
    write: (by: number) => string,
  ): string[] => {
    if (a === null || b === null || write(Math.abs(b - a)) === write(0)) return [];
    return [(b < a ? less : more)(write(Math.abs(b - a)))];
  };
  const [bestMaps, nextMaps] = [best.interpretability, next.interpretability];
  return [
    ...differs(
      [best.top1, next.top1],
      [
        (points) => t('advice.differs.lessAccurate', { points }),
        (points) => t('advice.differs.moreAccurate', { points }),
      ],
      (points) => formatNumber(t, points, 1),
    ),
    ...differs(
      [best.warm_ms, next.warm_ms],
      [(ms) => t('advice.differs.faster', { ms }), (ms) => t('advice.differs.slower', { ms })],
      (ms) => (ms < 10 ? formatNumber(t, ms, 1) : formatRounded(t, ms)),
    ),
    ...differs(
      [best.bytes, next.bytes],
      [(size) => t('advice.differs.smaller', { size }), (size) => t('advice.differs.larger', { size })],
      (bytes) => formatMebibytes(t, bytes),
    ),
    ...differs(
      [wholePrice(best), wholePrice(next)],
      [(price) => t('advice.differs.cheaper', { price }), (price) => t('advice.differs.dearer', { price })],
      (dollars) => formatDollars(t, dollars),
    ),
    ...(nextMaps !== null && nextMaps > (bestMaps ?? -Infinity) ? [t('advice.differs.maps')] : []),
    ...(bestMaps !== null && bestMaps > (nextMaps ?? -Infinity) ? [t('advice.behind.interpretability')] : []),
    ...(next.installed && !best.installed ? [t('advice.differs.here')] : []),
    ...(next.fits_worker && !best.fits_worker ? [t('advice.differs.fits')] : []),
    ...obstacles(t, next).filter((obstacle) => !obstacles(t, best).includes(obstacle)),
  ];
}

/** What stands in the way of using a model here. */
function obstacles(t: Translator<TextKey>, { installed, fits_worker }: Candidate): string[] {
  return [...(installed ? [] : [t('advice.differs.add')]), ...(fits_worker ? [] : [t('advice.differs.large')])];
}

/** A price that is the least that it can be cannot be subtracted. */
function wholePrice({ price }: Candidate): number | null {
  return price?.whole === true ? price.million_usd : null;
}

/** Those behind the next one, of which the sentence before has told already. */
function closeText(t: Translator<TextKey>, { close, ranking: [, next] }: Advice): string {
  const others = close.filter((candidate) => candidate !== next?.candidate);
  const names = others.map(({ name }) => name).join(t('advice.list.figures'));
  return others.length === 0 ? '' : t('advice.close', { names });
}

function passedText(t: Translator<TextKey>, { passed }: Advice): string {
  return passed
    .map(({ candidate: { name }, place, behind }) => {
      const axes = behind.map((axis) => t(`advice.behind.${axis}`)).join(t('advice.list.figures'));
      return t('advice.passed', { name, place, behind: axes });
    })
    .join('');
}

function conflictText(t: Translator<TextKey>, alone: Advice['alone'], count: number, reader: Reader): string {
  const nameOf = (limit: LimitName): string =>
    reader === 'program' ? limit : t('advice.quoted', { label: t(`advice.limit.${limit}`) });
  const each = alone.map(({ limit, left }) => t('advice.alone', { limit: nameOf(limit), left }));
  return t('advice.conflict', { count, alone: each.join(t('advice.list.figures')) });
}

/** The figures of a model that keeps all limits, and what is good and bad about it. */
export function reasonMessage(t: Translator<TextKey>, { candidate, usual, pareto }: Ranked): Message {
  const { title, interpretability, installed, fits_worker, price } = candidate;
  const figures = [
    ...costFigures(t, candidate),
    interpretability === null
      ? t('advice.reason.noMaps')
      : t('advice.reason.maps', { score: formatRounded(t, interpretability) }),
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

/** How accurate a model is, and what that costs with its fastest engine, which is named. */
function costFigures(t: Translator<TextKey>, candidate: Candidate): string[] {
  const { warm_ms, bytes, engine: name } = candidate;
  const engine = name === null ? '' : t('advice.reason.engine', { engine: name });
  return [
    accuracyText(t, candidate),
    warm_ms === null ? t('advice.reason.noWarm') : t('advice.reason.warm', { ms: formatRounded(t, warm_ms), engine }),
    t('advice.reason.files', { size: formatMebibytes(t, bytes) }),
  ];
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
export function missedLimitsText(t: Translator<TextKey>, { misses }: Rejected, reader: Reader): string {
  return misses.map((miss) => missedLimitText(t, miss, reader)).join(t('advice.list.misses'));
}

/** A limit that a model misses, and by what. */
export function missedLimitText(t: Translator<TextKey>, miss: MissedLimit, reader: Reader): string {
  switch (miss.kind) {
    case 'beyond': {
      const isBytes = miss.limit === 'max_model_mb' || miss.limit === 'max_memory_mb';
      const [unit, size] =
        reader === 'person' && isBytes ? (['MiB', MEBIBYTE / MEGABYTE] as const) : (['MB', 1] as const);
      return t(`advice.beyond.${miss.limit}`, {
        value: formatRounded(t, miss.value / size),
        allowed: size === 1 ? miss.allowed : formatRounded(t, miss.allowed / size),
        unit,
      });
    }
    case 'unknown':
      return t(`advice.unknown.${miss.limit}`);
    case 'without':
      return t(`advice.without.${miss.limit}`);
  }
}

const [MEBIBYTE, MEGABYTE] = [2 ** 20, 1e6];
