import { build } from '../../build/build.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { PICTURE } from '../../kit/paths.ts';
import { layOut } from '../../kit/table.ts';
import { recordMeasured } from '../../models/evaluation/accuracy-record.ts';
import { findEntry, readManifest, type Terminal } from '../../models/workspace.ts';
import { measureSpeed } from './speed.ts';

export interface SpeedArguments {
  /** All models when empty. */
  readonly names: readonly string[];
  readonly rounds: number;
  readonly warm: number;
  readonly warmup: number;
}

/**
 * `npm run models -- measure`: measures models in local workerd and writes the figures into the manifest.
 *
 * @throws Failure when there is no such model
 */
export async function measureCommand({ workspace, print, note }: Terminal, options: SpeedArguments): Promise<void> {
  const { names } = options;
  const all = (await readManifest(workspace)).models;
  const chosen = names.length === 0 ? all : await Promise.all(names.map((name) => findEntry(workspace, name)));
  await build(note);
  const command = ['npm run models -- measure', ...names].join(' ');
  const speeds = await measureSpeed(chosen, { ...options, picture: readPicture(PICTURE), command }, note);
  const rows = speeds.map(({ model, figures: { engine, load_ms, first_ms, warm_ms, cpu_ms, heap_bytes } }) => [
    model.name,
    engine,
    ...[load_ms, first_ms, warm_ms, cpu_ms].map((time) => time?.toFixed(1) ?? '-'),
    (heap_bytes / 2 ** 20).toFixed(2),
  ]);
  print(
    layOut(['model', 'engine', 'load, ms', 'first, ms', 'warm, ms', 'CPU of an answer, ms', 'heap, MiB'], rows).join(
      '\n',
    ),
  );
  for (const model of chosen) {
    const own = speeds.flatMap((speed) => (speed.model === model ? [speed.figures] : []));
    await recordMeasured(workspace, model.name, (measured) => ({ ...measured, speed: own }));
  }
  note('written to models/manifest.json; these are figures of workerd on this machine, not of Cloudflare');
}
