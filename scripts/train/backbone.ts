import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { enginesOf, servedFiles } from '../../src/catalogue/served-files.ts';
import { MODEL_BYTES } from '../../src/inference/memory/limits.ts';
import { Failure } from '../kit/failure.ts';
import { mebibytes } from '../kit/table.ts';
import { readManifest, type Workspace } from '../models/workspace.ts';
import { headBytes, type HeadShape } from './head.ts';

/**
 * The model whose backbone a head is trained on.
 *
 * @param head sizes of the head, beside the features that the backbone has
 * @throws Failure when there is none of this name, when it is none itself, or when the Worker has no room for the result
 */
export async function findBackbone(
  workspace: Workspace,
  name: string,
  head: Omit<HeadShape, 'features'>,
): Promise<ModelEntry> {
  const { models } = await readManifest(workspace);
  const candidates = models.filter(({ trained_head, variant }) => !trained_head && !variant);
  const found = models.find((model) => model.name === name);
  if (found?.variant) {
    throw new Failure(
      `"${name}" is a quantised variant, and heads are trained on the model itself: take --backbone ` +
        `${found.variant.of}, and quantise the result with npm run models -- quantise`,
    );
  }
  if (found?.trained_head) {
    throw new Failure(`"${name}" was trained here and has no backbone of its own: take ${found.trained_head.backbone}`);
  }
  if (found === undefined) {
    throw new Failure(`there is no backbone "${name}"; there are ${candidates.map((model) => model.name).join(', ')}`);
  }
  requireRoom(found, { ...head, features: found.outputs.features[1] });
  return found;
}

/** @throws Failure when no engine of the Worker has room for a backbone with another head */
function requireRoom(backbone: ModelEntry, head: HeadShape): void {
  const replaced = bytesOf(backbone.files.filter(({ role }) => role === 'head'));
  const needs = enginesOf(backbone).map(
    (engine) => bytesOf(servedFiles(backbone, engine)) - replaced + headBytes(head),
  );
  const least = Math.min(...needs);
  if (least <= MODEL_BYTES) return;
  throw new Failure(
    `${backbone.name} with this head would have ${mebibytes(least)} MiB of graph and weights, and the Worker has ` +
      `${mebibytes(MODEL_BYTES)} MiB for models: it could not be served. Take a smaller backbone; npm run models -- list '*' shows some`,
  );
}

function bytesOf(files: ModelEntry['files']): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
