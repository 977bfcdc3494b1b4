import * as tf from '@tensorflow/tfjs-core';

import type { Tensor, Tensors } from '../models/weights/tensor.ts';
import type { StepSettings } from './schedule.ts';

/** One step of an update rule, on tensors. */
interface Rule {
  /** Names of the optimiser's state for each variable. */
  readonly slots: readonly string[];
  /** @returns the new value and the new slots; called inside a tidy */
  readonly update: (
    value: tf.Tensor,
    gradient: tf.Tensor,
    slots: readonly tf.Tensor[],
    settings: StepSettings,
    step: number,
  ) => { value: tf.Tensor; slots: readonly tf.Tensor[] };
}

interface OptimizerOptions {
  readonly weightDecay: number;
  /** Momentum of SGD, or beta1 of AdamW, where the schedule does not set it. */
  readonly momentum?: number;
}

/**
 * PyTorch's `AdamW` (Loshchilov and Hutter 2019): weight decay applied to the weight itself, not to the gradient.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
function adamW({ weightDecay, momentum = 0.9 }: OptimizerOptions, beta2 = 0.999, epsilon = 1e-8): Rule {
  return {
    slots: ['mean', 'square'],
    update: (value, gradient, [mean, square], settings, step) => {
      const { learningRate, momentum: beta1 = momentum } = settings;
      const newMean = mix(beta1, mean, gradient);
      const newSquare = mix(beta2, square, tf.square(gradient));
      const meanHat = tf.div(newMean, 1 - beta1 ** step);
      const squareHat = tf.div(newSquare, 1 - beta2 ** step);
      const decayed = tf.mul(value, 1 - learningRate * weightDecay);
      const change = tf.div(meanHat, tf.add(tf.sqrt(squareHat), epsilon));
      return { value: tf.sub(decayed, tf.mul(change, learningRate)), slots: [newMean, newSquare] };
    },
  };
}

/**
 * PyTorch's `SGD` with momentum; weight decay is added to the gradient.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
function sgd({ weightDecay, momentum = 0.9 }: OptimizerOptions): Rule {
  return {
    slots: ['velocity'],
    update: (value, gradient, [velocity], { learningRate, momentum: current = momentum }, step) => {
      const whole = tf.add(gradient, tf.mul(value, weightDecay));
      const newVelocity = step === 1 || !velocity ? whole : tf.add(tf.mul(velocity, current), whole);
      return { value: tf.sub(value, tf.mul(newVelocity, learningRate)), slots: [newVelocity] };
    },
  };
}

/** keep * old + (1 - keep) * fresh */
function mix(keep: number, old: tf.Tensor | undefined, fresh: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(old ?? tf.zerosLike(fresh), keep), tf.mul(fresh, 1 - keep));
}

/** Optimisers by the name that `--optimizer` takes. */
export const RULES = { adamw: adamW, sgd } as const satisfies Record<string, (options: OptimizerOptions) => Rule>;

/** Applies an update rule to named variables and remembers what it needs in between. */
export class Optimizer {
  readonly #rule: Rule;
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  readonly #slots = new Map<string, tf.Variable>();
  #steps = 0;

  constructor(name: keyof typeof RULES, options: OptimizerOptions, variables: ReadonlyMap<string, tf.Variable>) {
    this.#rule = RULES[name](options);
    this.#variables = variables;
    for (const [variable, { shape }] of variables) {
      for (const slot of this.#rule.slots) this.#slots.set(`${variable}.${slot}`, tf.variable(tf.zeros(shape)));
    }
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  step(gradients: ReadonlyMap<string, tf.Tensor>, settings: StepSettings): void {
    this.#steps++;
    tf.tidy(() => {
      for (const [name, variable] of this.#variables) {
        const gradient = gradients.get(name);
        if (!gradient) throw new Error(`no gradient for ${name}`);
        const slots = this.#rule.slots.map((slot) => this.#slot(name, slot));
        const next = this.#rule.update(variable, gradient, slots, settings, this.#steps);
        variable.assign(next.value);
        slots.forEach((slot, index) => {
          const value = next.slots[index];
          if (value) slot.assign(value);
        });
      }
    });
  }

  /** The state that {@link restore} takes. */
  state(): Map<string, Tensor> {
    return new Map(
      [...this.#slots].map(([name, slot]) => [name, { shape: slot.shape, data: Float32Array.from(slot.dataSync()) }]),
    );
  }

  restore(state: Tensors, steps: number): void {
    this.#steps = steps;
    for (const [name, slot] of this.#slots) {
      const tensor = state.get(name);
      if (!tensor) throw new Error(`the checkpoint has no ${name}`);
      tf.tidy(() => {
        slot.assign(tf.tensor(tensor.data, [...tensor.shape]));
      });
    }
  }

  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
  }

  #slot(variable: string, slot: string): tf.Variable {
    const found = this.#slots.get(`${variable}.${slot}`);
    if (!found) throw new Error(`no ${slot} of ${variable}`);
    return found;
  }
}
