import { ascending, isSupported, quantile } from '../../kit/statistics/quantiles.ts';
import { layOut, mebibytes, milliseconds } from '../../kit/table.ts';
import type { Flatness } from './flatness.ts';
import type { SoakPlan, SoakRun, SoakSample } from './soak.ts';
import { timelineOf } from './timeline.ts';
import type { Kind } from './traffic.ts';

const PARTS = 10;
/** Unexpected answers that are listed. */
const NAMED = 10;

const orDash = (value: number | null, write: (value: number) => string): string =>
  value === null ? '-' : write(value);

/** Everything that a soak showed, as tables of at most 100 columns. */
export function soakReport(plan: SoakPlan, run: SoakRun, flatness: Flatness): string {
  const { samples, readings } = run;
  const unexpected = samples.filter(({ outcome }) => outcome === 'unexpected');
  return [
    `${samples.length} requests in ${plan.seconds.toFixed(0)} s, ${plan.rate} due each second${loadOf(run)}`,
    '',
    'Good pictures, ms from when they were due until the answer was read',
    ...goodTable(plan, samples),
    '',
    'All requests by kind',
    ...kindTable(plan, samples),
    '',
    'Over time',
    ...timeTable(run, plan.seconds),
    '',
    ...memoryOf(flatness, readings.length > 0),
    ...(unexpected.length === 0
      ? ['Every request was answered as it should be.']
      : [
          `${unexpected.length} requests were not answered as they should be:`,
          ...unexpected.slice(0, NAMED).map(({ kind, model, due_ms, reason }) => {
            const [line = ''] = (reason ?? '').split('\n');
            return `  ${kind}, ${model}, at ${(due_ms / 1000).toFixed(1)} s: ${line}`;
          }),
        ]),
  ].join('\n');
}

function loadOf({ readings }: SoakRun): string {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || last.at_ms === first.at_ms) return '';
  const cores = (1000 * (last.cpuSeconds - first.cpuSeconds)) / (last.at_ms - first.at_ms);
  return `; the server kept ${cores.toFixed(2)} cores busy`;
}

function goodTable({ kinds, models }: SoakPlan, samples: readonly SoakSample[]): string[] {
  const good = kinds.filter(({ expected }) => expected === 'photo');
  const answered = samples.filter(({ status }) => status === 200);
  const lines = (members: readonly Kind[], isOf: (sample: SoakSample) => boolean): string[][] =>
    members.flatMap(({ name }) => {
      const times = ascending(
        answered.filter((sample) => sample.kind === name && isOf(sample)).map(({ took_ms }) => took_ms),
      );
      if (times.length === 0) return [];
      const part = (share: number): string =>
        isSupported(share, times.length) ? milliseconds(quantile(times, share)) : '-';
      return [[`  ${name}`, String(times.length), part(0.5), part(0.9), part(0.99), milliseconds(times.at(-1) ?? 0)]];
    });
  const rows = models.flatMap((model) => {
    const own = good.filter(({ asked }) => asked === undefined);
    return [[model], ...lines(own, (sample) => sample.model === model)];
  });
  const others = good.filter(({ asked }) => asked !== undefined);
  const rest = others.length === 0 ? [] : [['all models and engines in turn'], ...lines(others, () => true)];
  return layOut(['', 'n', 'p50', 'p90', 'p99', 'max'], [...rows, ...rest]);
}

function kindTable({ kinds }: SoakPlan, samples: readonly SoakSample[]): string[] {
  const rows = kinds.flatMap(({ name, expected }) => {
    const mine = samples.filter(({ kind }) => kind === name);
    if (mine.length === 0) return [];
    const count = (outcome: SoakSample['outcome']): string =>
      String(mine.filter((sample) => sample.outcome === outcome).length);
    const wanted = expected === 'photo' ? 'photo' : expected === 'nothing' ? '(client goes away)' : expected.join(', ');
    return [[name, String(mine.length), count('expected'), count('after busy'), count('unexpected'), wanted]];
  });
  return layOut(['', 'requests', 'as expected', 'after busy', 'unexpected', 'expected'], rows);
}

function timeTable(run: SoakRun, seconds: number): string[] {
  return layOut(
    ['from s', 'requests', 'unexpected', 'busy', 'p50 ms', 'p99 ms', 'WASM heap MiB', 'used MiB', 'RSS MiB'],
    timelineOf(run, 1000 * seconds, PARTS).map((slice) => [
      (slice.from / 1000).toFixed(0),
      String(slice.requests),
      String(slice.unexpected),
      String(slice.busy),
      orDash(slice.p50, milliseconds),
      orDash(slice.p99, milliseconds),
      orDash(slice.heapBytes, mebibytes),
      orDash(slice.usedBytes, mebibytes),
      orDash(slice.rssBytes, mebibytes),
    ]),
  );
}

function memoryOf({ heap, rss }: Flatness, isLocal: boolean): string[] {
  const flatnessWord = (isFlat: boolean | null): string =>
    isFlat === null ? 'too short to judge' : isFlat ? 'flat' : 'NOT FLAT';
  const heapLine =
    heap === null
      ? 'WASM heap: no answer told.'
      : `WASM heap: ${flatnessWord(heap.isFlat)}. At most ${mebibytes(heap.last)} MiB in the last third, ${mebibytes(heap.before)} MiB before.`;
  if (rss === null) return [heapLine, isLocal ? 'RSS: too few readings.' : 'RSS: not told by this system or server.'];
  const [first, second] = rss.slopes.map((slope) => `${slope < 0 ? '' : '+'}${mebibytes(slope)}`);
  return [
    heapLine,
    `RSS: ${flatnessWord(rss.isFlat)}. Median of the last third ${mebibytes(rss.last)} MiB, of the middle one ${mebibytes(rss.middle)} MiB;`,
    `  trend of the first half ${first ?? ''} MiB a minute, of the second half ${second ?? ''}.`,
  ];
}
