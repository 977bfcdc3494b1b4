import type { AvailableModel, Catalogue } from '../../../src/catalogue/catalogue.ts';
import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { report } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { assemble, type BuiltEntry } from '../../models/assembly.ts';
import { readCalibration, schemeOf } from '../../models/quantise/calibration-file.ts';
import { randomModel } from '../../models/random-model.ts';
import { openSourceModel } from '../../models/source-model.ts';
import { ownPaths } from '../../models/weights/weight-paths.ts';
import type { Workspace } from '../../models/workspace.ts';

/** A model that both engines run. */
export interface ComparedModel {
  readonly entry: ModelEntry;
  /** The model when it has made-up weights; undefined for one of the manifest. */
  readonly random: BuiltEntry | undefined;
  /** The same with layers in whole numbers, for both engines; undefined when the manifest has no such variant. */
  readonly int8: BuiltEntry | undefined;
}

/**
 * The models of these names: those of the manifest, and with made-up weights those of timm that are not in it.
 * @throws UsageError when there is no such model, or the SIMD engine cannot run it
 */
export async function comparedModels(
  workspace: Workspace,
  names: readonly string[],
  { manifest, catalogue }: { readonly manifest: Manifest; readonly catalogue: Catalogue },
): Promise<ComparedModel[]> {
  const compared: ComparedModel[] = [];
  for (const name of names) {
    const entry = manifest.models.find((model) => model.name === name);
    compared.push(
      entry === undefined
        ? madeUp(availableOf(name, manifest, catalogue))
        : { entry: ableOf(entry), random: undefined, int8: await int8Of(workspace, entry, manifest) },
    );
  }
  return compared;
}

function ableOf(entry: ModelEntry): ModelEntry {
  if (enginesOf(entry).length === 2) return entry;
  throw new UsageError(`--models: only one of the engines can run ${entry.name}`);
}

function availableOf(name: string, { models }: Manifest, catalogue: Catalogue): AvailableModel {
  const available = catalogue.models.find((model) => model.name === name);
  if (available !== undefined) return available;
  const known = models.filter((model) => enginesOf(model).length === 2).map((model) => model.name);
  throw new UsageError(
    `--models: there is no ${name}. Both engines can run ${known.join(', ')}, and with made-up weights models of timm ` +
      'such as mobilenetv3_large_100.ra_in1k (npm run models -- list)',
  );
}

function madeUp(available: AvailableModel): ComparedModel {
  const random = randomModel(available);
  if (random.model.withoutPlan !== null) {
    throw new UsageError(`--models: the SIMD engine cannot run ${available.name}, ${random.model.withoutPlan}`);
  }
  return { entry: random.entry, random, int8: randomModel(available, 'int8') };
}

/** The shipped variant has nothing that onnxruntime could run; here it is built again with all that there could be. */
async function int8Of(workspace: Workspace, base: ModelEntry, manifest: Manifest): Promise<BuiltEntry | undefined> {
  const entry = manifest.models.find(({ variant }) => variant?.of === base.name && variant.kind === 'int8');
  if (entry?.variant === undefined) return undefined;
  const source = await openSourceModel(workspace, entry, { report });
  const scheme = schemeOf(await readCalibration(workspace, entry.variant.calibration));
  const model = assemble(entry.name, source, ownPaths(entry.name), { scheme, forBoth: true });
  const files = model.files.map(({ path, role, bytes, sha256 }) => ({ path, role, bytes, sha256 }));
  return { entry: { ...entry, files }, model };
}
