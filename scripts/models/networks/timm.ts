import { Failure } from '../../kit/failure.ts';
import type { GraphValue, Network } from '../onnx/graph.ts';
import { Checkpoint, Outline } from '../weights/tensor-source.ts';
import type { Tensors } from '../weights/tensor.ts';
import { TIMM_ARCHITECTURES, type TimmArchitecture } from './timm-architectures.ts';

/** A network and its head, not yet joined. */
interface TimmClassifier {
  readonly backbone: Network;
  /** As `attachHead` takes it. */
  readonly head: Tensors;
}

/** What a classifier needs: names and shapes of its tensors, and a network without values. */
interface TimmOutline {
  readonly outline: Outline;
  readonly classifier: TimmClassifier;
}

/** A classifier without weights, to know what it costs and what its file must hold. */
export function outlineTimm(architecture: TimmArchitecture, input: GraphValue, classes: number): TimmOutline {
  const outline = new Outline();
  const backbone = architecture.backbone(outline, input);
  return { outline, classifier: { backbone, head: architecture.head(outline, classes) } };
}

/**
 * Builds a classifier from a checkpoint of timm.
 *
 * @param tensors All tensors of the checkpoint, under timm's names.
 * @param owner What to call the checkpoint in messages.
 * @throws Failure that names the tensors that are missing, superfluous, or of another shape.
 */
export function buildTimm(
  architecture: TimmArchitecture,
  tensors: Tensors,
  { input, classes, owner }: { readonly input: GraphValue; readonly classes: number; readonly owner: string },
): TimmClassifier {
  const { outline } = outlineTimm(architecture, input, classes);
  const checkpoint = new Checkpoint(tensors, owner);
  checkpoint.requireExactly(outline, `${architecture.name} with ${classes} classes`);
  return { backbone: architecture.backbone(checkpoint, input), head: architecture.head(checkpoint, classes) };
}

/** @throws Failure that names what there is, for an architecture that cannot be built here */
export function timmArchitecture(name: string): TimmArchitecture {
  const found = TIMM_ARCHITECTURES.get(name);
  if (found) return found;
  throw new Failure(
    `the architecture "${name}" cannot be built here; those that can are ${[...TIMM_ARCHITECTURES.keys()].join(', ')}`,
  );
}
