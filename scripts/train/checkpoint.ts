import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { Failure, isCode } from '../kit/failure.ts';
import { decodeSafetensors, encodeSafetensors } from '../models/weights/safetensors.ts';
import type { Tensor, Tensors } from '../models/weights/tensor.ts';
import { writeWhole } from '../models/workspace.ts';
import type { Progress } from './fit.ts';

const stateSchema = z.strictObject({
  /** Of options and pictures; a run with others cannot continue from here. */
  fingerprint: z.string(),
  epoch: z.int(),
  steps: z.int(),
  best: z.strictObject({ epoch: z.int(), top1: z.number(), validationLoss: z.number() }),
  /** Of the file of tensors; shows that the two files belong together. */
  sha256: z.string(),
});

/** A run on disk: numbers as JSON, tensors beside them. */
export class Checkpoint {
  readonly #state: string;
  readonly #tensors: string;
  readonly #fingerprint: string;

  /**
   * @param folder where checkpoints lie
   * @param name of the run
   * @param settings everything that must be the same for a run to continue
   */
  constructor(folder: string, name: string, settings: unknown) {
    this.#state = join(folder, `${name}.json`);
    this.#tensors = join(folder, `${name}.safetensors`);
    this.#fingerprint = digest(JSON.stringify(settings));
  }

  async write({ epoch, steps, head, optimizer, best }: Progress): Promise<void> {
    const tensors = encodeSafetensors(
      new Map([...prefixed('head', head), ...prefixed('optimizer', optimizer), ...prefixed('best', best.head)]),
    );
    await writeWhole(this.#tensors, tensors);
    const { epoch: bestEpoch, top1, validationLoss } = best;
    const state: z.infer<typeof stateSchema> = {
      fingerprint: this.#fingerprint,
      epoch,
      steps,
      best: { epoch: bestEpoch, top1, validationLoss },
      sha256: digest(tensors),
    };
    await writeWhole(this.#state, JSON.stringify(state));
  }

  /**
   * What an earlier run has left.
   *
   * @throws Failure when there is no checkpoint, or that of another run
   */
  async read(): Promise<Progress> {
    let json: string;
    let file: Uint8Array;
    try {
      [json, file] = [await readFile(this.#state, 'utf8'), new Uint8Array(await readFile(this.#tensors))];
    } catch (error) {
      if (isCode(error, 'ENOENT')) throw new Failure('there is no interrupted run of this name; leave out --resume');
      throw error;
    }
    const { fingerprint, sha256, epoch, steps, best } = stateSchema.parse(JSON.parse(json));
    if (fingerprint !== this.#fingerprint) {
      throw new Failure('the interrupted run had other options or other pictures; leave out --resume to start again');
    }
    if (sha256 !== digest(file)) throw new Failure('the checkpoint is damaged; leave out --resume to start again');
    const tensors = decodeSafetensors(file, 'the checkpoint');
    return {
      epoch,
      steps,
      head: unprefixed('head', tensors),
      optimizer: unprefixed('optimizer', tensors),
      best: { ...best, head: unprefixed('best', tensors) },
    };
  }

  async remove(): Promise<void> {
    await rm(this.#state, { force: true });
    await rm(this.#tensors, { force: true });
  }
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function prefixed(prefix: string, tensors: Tensors): [string, Tensor][] {
  return [...tensors].map(([name, tensor]) => [`${prefix}/${name}`, tensor]);
}

function unprefixed(prefix: string, tensors: Tensors): Map<string, Tensor> {
  return new Map(
    [...tensors].flatMap(([name, tensor]): [string, Tensor][] =>
      name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), tensor]] : [],
    ),
  );
}
