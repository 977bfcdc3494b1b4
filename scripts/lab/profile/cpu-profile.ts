import { z } from 'zod';

const callFrameSchema = z.object({
  functionName: z.string(),
  scriptId: z.string(),
  /** Empty for what V8 and workerd bring along. */
  url: z.string(),
  /** Of the beginning of the function, counted from 0; -1 for what has no source. */
  lineNumber: z.number(),
  columnNumber: z.number(),
});

/** Where a function begins. */
export type CallFrame = z.infer<typeof callFrameSchema>;

/**
 * A CPU profile of V8 as `Profiler.stop` returns it and a `.cpuprofile` holds it: a tree of calls, and for each sample the
 * node that was on top and the time since the sample before it, in µs.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */
export const cpuProfileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: callFrameSchema,
      children: z.array(z.number()).optional(),
    }),
  ),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.infer<typeof cpuProfileSchema>;
export type ProfileNode = CpuProfile['nodes'][number];

/** Puts profiles of the same process one behind the other: viewers show them as one, without the gaps. */
export function joinProfiles(profiles: readonly CpuProfile[]): CpuProfile {
  const frame = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  const root = { id: 1, callFrame: frame, children: [] as number[] };
  const nodes: ProfileNode[] = [root];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let before = 1;
  for (const profile of profiles) {
    const idOf = (id: number): number => before + id;
    const own = profile.nodes.map(({ id, callFrame, children = [] }) => ({
      id: idOf(id),
      callFrame,
      children: children.map(idOf),
    }));
    const [top] = own;
    if (top !== undefined) root.children.push(top.id);
    for (const node of own) nodes.push(node);
    for (const id of profile.samples) samples.push(idOf(id));
    // The first one is the time since the profiler was started.
    for (const [index, delta] of profile.timeDeltas.entries()) timeDeltas.push(index === 0 ? 0 : delta);
    before = own.reduce((most, { id }) => Math.max(most, id), before);
  }
  const startTime = profiles[0]?.startTime ?? 0;
  return {
    nodes,
    startTime,
    endTime: startTime + timeDeltas.reduce((sum, delta) => sum + delta, 0),
    samples,
    timeDeltas,
  };
}
