import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { SimdEngine } from '../../../src/inference/engines/simd/engine.ts';
import { Failure } from '../../kit/failure.ts';
import { RECORD_BYTES } from '../../models/plan/records.ts';
import { layOut } from '../../kit/table.ts';

/** The time of one entry of a program. */
export interface UnitProfile {
  readonly name: string;
  /** Kernels, such as `pointwise + depthwise` for two that take turns. */
  readonly kind: string;
  readonly macs: number;
  /** The shortest time of all rounds, in ms: other programs can only add to it. */
  readonly ms: number;
}

/**
 * Times each entry of a model's program on its own, in this process.
 *
 * @param rounds runs of the whole program
 * @throws Failure when the model is not loaded
 */
export function profile(engine: SimdEngine, model: ModelEntry, rounds: number): UnitProfile[] {
  const plan = engine.plan(model);
  if (plan === undefined) throw new Failure(`${model.name} is not loaded`);
  const { kernels, header, program } = plan;
  const best = header.units.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    let record = program;
    for (const [index, { records }] of header.units.entries()) {
      const begin = performance.now();
      kernels.run(record, records);
      best[index] = Math.min(best[index] ?? Infinity, performance.now() - begin);
      record += records * RECORD_BYTES;
    }
  }
  return header.units.map(({ name, kind, macs }, index) => ({ name, kind, macs, ms: best[index] ?? NaN }));
}

/** A profile for the terminal, layer by layer, and summed up by kernels. */
export function profileReport(title: string, units: readonly UnitProfile[]): string {
  const total = units.reduce((sum, { ms }) => sum + ms, 0);
  const kinds = [...new Set(units.map(({ kind }) => kind))].map((kind) => {
    const same = units.filter((unit) => unit.kind === kind);
    const sum = (of: 'ms' | 'macs'): number => same.reduce((all, unit) => all + unit[of], 0);
    return { name: `all ${kind}`, ms: sum('ms'), macs: sum('macs') };
  });
  const row = ({ name, ms, macs }: Pick<UnitProfile, 'name' | 'ms' | 'macs'>): string[] => [
    name,
    ms.toFixed(3),
    `${((100 * ms) / total).toFixed(1)} %`,
    (macs / 1e6).toFixed(2),
    (macs / ms / 1e6).toFixed(1),
  ];
  const all = { name: 'all', ms: total, macs: units.reduce((sum, { macs }) => sum + macs, 0) };
  const head = [title, 'ms', 'part', 'M MACs', 'G MACs/s'];
  return layOut(head, [...units, ...kinds, all].map(row)).join('\n');
}
