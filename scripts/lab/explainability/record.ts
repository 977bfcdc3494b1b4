import type { ExplainabilityFigures } from '../../../src/contract/measured.ts';
import { readManifest, type Workspace, writeManifest } from '../../models/workspace.ts';

/** Writes figures of a model into the manifest, in the place of older ones for the same pictures. */
export async function recordFigures(workspace: Workspace, name: string, figures: ExplainabilityFigures): Promise<void> {
  // Read again: an evaluation takes minutes, and somebody else may have written meanwhile.
  const manifest = await readManifest(workspace);
  const models = manifest.models.map((model) => {
    if (model.name !== name) return model;
    const others = (model.measured?.explainability ?? []).filter(({ pictures }) => pictures !== figures.pictures);
    return { ...model, measured: { ...model.measured, explainability: [...others, figures] } };
  });
  await writeManifest(workspace, { ...manifest, models });
}
