import { Failure } from '../../kit/failure.ts';
import type { Tensor, Tensors } from './tensor.ts';

/** Where a network takes its weights from, by name and shape. */
export interface TensorSource {
  take(name: string, shape: readonly number[]): Tensor;
}

/** Records the tensors that a network needs, and returns tensors without values: for costs, and to check a file. */
export class Outline implements TensorSource {
  readonly shapes = new Map<string, readonly number[]>();

  take(name: string, shape: readonly number[]): Tensor {
    this.shapes.set(name, shape);
    return { shape, data: new Float32Array(0) };
  }
}

/** Weights that were read from a file. */
export class Checkpoint implements TensorSource {
  readonly #tensors: Tensors;
  readonly #owner: string;

  /** @param owner what to call the file in messages */
  constructor(tensors: Tensors, owner: string) {
    this.#tensors = tensors;
    this.#owner = owner;
  }

  /** @throws Failure for a tensor that is missing or has another shape */
  take(name: string, shape: readonly number[]): Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Failure(`${this.#owner} has no tensor "${name}"`);
    if (tensor.shape.join() === shape.join()) return tensor;
    throw new Failure(`tensor "${name}" is [${tensor.shape.join()}], but the architecture needs [${shape.join()}]`);
  }

  /**
   * Compares the whole file with what a network needs, so that one message names everything that is wrong.
   *
   * @param network what to call it in the message
   * @throws Failure that names tensors that are missing, have another shape, or that the network does not have
   */
  requireExactly({ shapes }: Outline, network: string): void {
    const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
    const wrong: string[] = [];
    for (const [name, shape] of shapes) {
      const tensor = this.#tensors.get(name);
      if (!tensor) wrong.push(`"${name}" ${show(shape)} is missing`);
      else if (tensor.shape.join() !== shape.join())
        wrong.push(`"${name}" is ${show(tensor.shape)}, expected ${show(shape)}`);
    }
    for (const [name, { shape }] of this.#tensors) {
      if (!shapes.has(name)) wrong.push(`"${name}" ${show(shape)} is not part of it`);
    }
    if (wrong.length === 0) return;
    const shown = wrong.slice(0, SHOWN).join('; ');
    const more = wrong.length > SHOWN ? `; and ${wrong.length - SHOWN} more` : '';
    throw new Failure(`${this.#owner} does not hold the weights of ${network}: ${shown}${more}`);
  }
}

/** Largest number of tensors that a message names. */
const SHOWN = 5;
