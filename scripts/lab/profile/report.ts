import type { Ratio } from '../../kit/statistics/ratio.ts';
import { brackets, layOut, milliseconds } from '../../kit/table.ts';
import { priceText } from '../../kit/worker/price.ts';
import type { FunctionTime } from './attribution.ts';
import type { Observed, Profiled, ProfileResult } from './measurement.ts';
import { type Room, ROOM_TEXTS, ROOMS } from './rooms.ts';

/** Three tables for a terminal: rooms, functions of each room, and what the observer costs. */
export function profileReport({ warm, first }: ProfileResult, top: number): string {
  return [
    ...(warm === undefined ? [] : observerTable(warm.observed)),
    ...profileTables('A warm answer', warm, top),
    ...profileTables('The first answer of a new process', first, top),
    ...ROOMS.map((room) => `${room}: ${ROOM_TEXTS[room]}`),
  ].join('\n');
}

/**
 * The time of each room for one answer, in ms. `runtime` also has what no sample shows: CPU time of the process beyond the
 * samples, in which other threads compile and collect, and workerd reads and writes.
 */
export function roomTimes({
  rooms,
  answers,
  cpu_ms,
}: Pick<Profiled, 'rooms' | 'answers' | 'cpu_ms'>): Record<Room, number> {
  const times = Object.fromEntries(ROOMS.map((room) => [room, rooms[room] / answers])) as Record<Room, number>;
  return { ...times, runtime: times.runtime + Math.max(0, (cpu_ms ?? 0) - sampledTime({ rooms, answers })) };
}

/** For one answer, in ms. */
function sampledTime({ rooms, answers }: Pick<Profiled, 'rooms' | 'answers'>): number {
  return ROOMS.reduce((sum, room) => sum + rooms[room], 0) / answers;
}

function profileTables(title: string, profiled: Profiled | undefined, top: number): string[] {
  return profiled === undefined ? [] : [...roomTable(title, profiled), ...functionTable(profiled, top)];
}

function roomTable(title: string, profiled: Profiled): string[] {
  const times = roomTimes(profiled);
  const total = ROOMS.reduce((sum, room) => sum + times[room], 0);
  const head = [`${title}, CPU`, 'ms', 'share', '/ inference'];
  const row = (name: string, ms: number): string[] => [
    name,
    milliseconds(ms),
    percent(ms / total),
    (ms / times.inference).toFixed(2),
  ];
  const rows = ROOMS.map((room) => row(room, times[room]));
  return [...layOut(head, [...rows, row('all', total)]), ...doubts(profiled), ''];
}

/** How far the processor's clock and that of the samples may differ, as a part of 1. */
const TOLERANCE = 0.05;

function doubts(profiled: Profiled): string[] {
  const { cpu_ms, thread_ms } = profiled;
  if (cpu_ms === null || thread_ms === null) {
    return ['This system does not tell the CPU time of a process, so runtime is only what the samples show.'];
  }
  return sampledTime(profiled) > (1 + TOLERANCE) * thread_ms
    ? [
        'Samples show more time than the thread had a core, which others on this machine or its host took. Trust the shares only.',
      ]
    : [];
}

function functionTable(profiled: Profiled, top: number): string[] {
  const { functions, answers } = profiled;
  const times = roomTimes(profiled);
  const row = ({ name, file, line, ms }: FunctionTime): string[] => [
    `  ${name}`,
    milliseconds(ms / answers),
    line === null ? file : `${file}:${line}`,
  ];
  const rows = ROOMS.flatMap((room) => {
    const most = functions.filter((each) => each.room === room).slice(0, top);
    const beyond = room === 'runtime' ? beyondSamples(profiled) : [];
    return times[room] === 0 ? [] : [[room], ...beyond, ...most.map(row)];
  });
  return top === 0 ? [] : [...layOut(['Functions, each without those that it calls', 'ms', 'where'], rows), ''];
}

/** The CPU time that no sample shows. */
function beyondSamples(profiled: Profiled): string[][] {
  const { cpu_ms, thread_ms } = profiled;
  if (cpu_ms === null || thread_ms === null) return [];
  return [
    ['  beyond the samples, same thread', milliseconds(thread_ms - sampledTime(profiled)), ''],
    ['  other threads', milliseconds(cpu_ms - thread_ms), ''],
  ];
}

function observerTable(observed: readonly Observed[]): string[] {
  const rows = observed.map(({ name, cpu_ms, ratio, inferences, client_ms, beside_ms, infer_ms }) => [
    name,
    milliseconds(cpu_ms),
    ratioText(ratio),
    milliseconds(infer_ms),
    ratioText(inferences),
    milliseconds(client_ms),
    `${milliseconds(beside_ms.median)} ${beside_ms.interval === undefined ? '' : brackets(beside_ms.interval, milliseconds)}`.trim(),
  ]);
  const head = [
    ...['A warm answer, observed by', 'CPU, ms', 'times [95 %]', 'infer, ms', 'CPU / infer [95 %]'],
    ...['client, ms', 'client less infer, ms [95 %]'],
  ];
  const cost = observed[0]?.cpu_ms ?? NaN;
  return [...layOut(head, rows), ...(Number.isNaN(cost) ? [] : [priceText(cost)]), ''];
}

function ratioText(ratio: Ratio | undefined): string {
  if (ratio === undefined) return '-';
  const write = (number: number): string => number.toFixed(2);
  return `${write(ratio.median)} ${ratio.interval === undefined ? '' : brackets(ratio.interval, write)}`.trim();
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
