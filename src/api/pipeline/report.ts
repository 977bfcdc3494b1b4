import type { Context } from 'hono';

import { scoreCalibration } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import type { Comparison } from '../../contract/comparison.ts';
import { PHASES } from '../../contract/names.ts';
import type { Timings } from '../../contract/timings.ts';
import { type Metric, serverTiming } from '../../latency/server-timing.ts';
import type { Stopwatch } from '../../latency/stopwatch.ts';
import type { AppEnv } from '../app-env.ts';
import { recordSample } from '../latency/recording.ts';
import type { MemberAnswer, PictureAnswer } from './picture-pipeline.ts';

/** What the answer to a comparison says of a model. */
export function describeMember({
  member: { model, engine, weight },
  start,
  watch,
  predictions,
  unknown,
  threshold,
  explanations,
}: MemberAnswer): Comparison['models'][number] {
  const phases_ms = ownPhases(watch);
  const total_ms = Object.values(phases_ms).reduce<number>((sum, phase) => sum + (phase ?? 0), 0);
  return {
    ...{ model: model.name, engine, weight, predictions, unknown, threshold },
    ...{ calibration: scoreCalibration(model), explanations },
    ...{ start, phases_ms, total_ms, model_bytes: modelBytes(model, engine) },
  };
}

/** The timings that all models of a request share. */
export function sharedTimings({ watch, receive_ms, total_ms }: PictureAnswer): Omit<Timings, 'phases_ms'> {
  return { clock: watch.clock, receive_ms, queue_ms: ran(watch, 'queue'), rpc_ms: ran(watch, 'rpc'), total_ms };
}

/** How long the phases of the only model of a request took, the shared decode among them. */
export function phasesOf({ watch }: MemberAnswer, shared: Stopwatch): Timings['phases_ms'] {
  const { load, ...others } = ownPhases(watch);
  return { load, decode: ran(shared, 'decode'), ...others };
}

function ownPhases(watch: Stopwatch): Omit<Timings['phases_ms'], 'decode'> {
  return {
    load: ran(watch, 'load'),
    preprocess: ran(watch, 'preprocess'),
    infer: ran(watch, 'infer'),
    explain: watch.phase('explain'),
  };
}

/** @throws Error when the step did not run: a missing duration must not become 0 */
function ran(watch: Stopwatch, name: string): number {
  const duration = watch.phase(name);
  if (duration === null) throw new Error(`the step ${name} did not run`);
  return duration;
}

/** The durations of a request as its `Server-Timing` header has them. Of several models each metric names its own. */
export function serverTimingOf(answer: PictureAnswer): string {
  const { answers, watch, receive_ms, total_ms } = answer;
  const [only] = answers;
  const metric = (name: string): Metric => ({ name, milliseconds: watch.phase(name) });
  const phases =
    answers.length === 1 && only !== undefined
      ? PHASES.map((name) => ({ name, milliseconds: phasesOf(only, watch)[name] }))
      : [
          metric('decode'),
          ...answers.flatMap(({ member: { model, engine }, watch: own }) =>
            Object.entries(ownPhases(own)).map(([name, milliseconds]) => ({
              name,
              milliseconds,
              subject: `${model.name}@${engine}`,
            })),
          ),
        ];
  return serverTiming(watch.clock, [
    { name: 'receive', milliseconds: receive_ms },
    metric('queue'),
    metric('rpc'),
    ...phases,
    metric('draw'),
    { name: 'total', milliseconds: total_ms },
  ]);
}

/** Has the ledger keep a sample a model. What several models shared belongs to none of them, and is left out. */
export function recordSamples(c: Context<AppEnv>, answer: PictureAnswer): void {
  const { answers, watch, photo, memory } = answer;
  const { receive_ms, queue_ms, rpc_ms, total_ms } = sharedTimings(answer);
  const shared =
    answers.length === 1
      ? { receive: receive_ms, queue: queue_ms, rpc: rpc_ms, decode: ran(watch, 'decode'), total: total_ms }
      : { receive: null, queue: null, rpc: null, decode: null, total: null };
  c.set('start', answers.some(({ start }) => start.kind === 'cold') ? 'cold' : 'warm');
  for (const { member, start, watch: own } of answers) {
    recordSample(c, {
      model: member.model.name,
      engine: member.engine,
      start: start.kind,
      clock: own.clock,
      durations: { ...shared, ...ownPhases(own) },
      picture: { format: photo.format, bytes: photo.bytes },
      wasm_heap_bytes: memory.wasm_heap_bytes,
      tiered: start.tiered,
    });
  }
}
