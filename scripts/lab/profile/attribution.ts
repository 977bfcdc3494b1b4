import type { CpuProfile, ProfileNode } from './cpu-profile.ts';
import { type Room, ROOMS, roomOf } from './rooms.ts';

/** The time that one function took itself, without those it called. */
export interface FunctionTime {
  readonly name: string;
  /** Relative to the checkout, or the name of a WebAssembly module; empty for what V8 and workerd bring along. */
  readonly file: string;
  /** Counted from 1; null for what has no lines. */
  readonly line: number | null;
  readonly room: Room;
  /** Of all samples, in ms. */
  readonly ms: number;
}

/** Where the time of a profile went. */
export interface Attribution {
  /** In ms, of all samples but those in which nothing was to be done. */
  readonly rooms: Readonly<Record<Room, number>>;
  /** Most time first. */
  readonly functions: readonly FunctionTime[];
}

/** Frames of V8 that are no functions. `(program)` is native code without JavaScript on the stack. */
const SPECIAL: ReadonlyMap<string, Room> = new Map([
  ['(program)', 'runtime'],
  ['(garbage collector)', 'collector'],
]);

/**
 * Gives each sample to the room of the function that was on top. A package, a native function or an unknown module counts
 * to the room that called it; `http` has what no room called, because the packages that begin a turn by themselves are hono
 * and zod.
 * @param profile whose frames name sources, see `nameSources`
 */
export function attribute(profile: CpuProfile): Attribution {
  const rooms = Object.fromEntries(ROOMS.map((room) => [room, 0])) as Record<Room, number>;
  const functions = new Map<string, FunctionTime>();
  const times = selfTimes(profile);
  walk(profile, (node, caller: Room | undefined) => {
    const { functionName: name, url, lineNumber } = node.callFrame;
    const room = SPECIAL.get(name) ?? roomOf(url) ?? caller;
    const ms = times.get(node.id) ?? 0;
    if (ms > 0 && name !== '(idle)') {
      const own = room ?? (url.startsWith('node_modules/') ? 'http' : 'runtime');
      rooms[own] += ms;
      const key = [own, name, url, lineNumber].join(' ');
      const line = lineNumber < 0 ? null : lineNumber + 1;
      functions.set(key, { name, file: url, line, room: own, ms: (functions.get(key)?.ms ?? 0) + ms });
    }
    return room;
  });
  return { rooms, functions: [...functions.values()].sort((a, b) => b.ms - a.ms) };
}

/** In ms, by node. */
function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const times = new Map<number, number>();
  // A delta is the time since the sample before, and that is when its node was on top.
  for (const [index, id] of samples.entries()) {
    times.set(id, (times.get(id) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0) / 1000);
  }
  return times;
}

/** Visits each node after the one that calls it, with what the visit of that one returned. */
function walk<Value>(
  { nodes }: CpuProfile,
  visit: (node: ProfileNode, caller: Value | undefined) => Value | undefined,
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const waiting: [node: ProfileNode, caller: Value | undefined][] = nodes
    .filter(({ id }) => !called.has(id))
    .map((node) => [node, undefined]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, caller] = next;
    const value = visit(node, caller);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) waiting.push([child, value]);
    }
  }
}
