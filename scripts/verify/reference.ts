import type { EngineName } from '../../src/contract/names.ts';
import type { Engine } from '../../src/inference/engines/engine.ts';
import { softmax } from '../../src/verdict/scores.ts';
import type { Picture } from '../kit/load/picture.ts';
import { logitsOf } from '../models/evaluation/logits.ts';
import { openEngineNamed, readModelFiles } from '../models/onnx/runtime.ts';
import { readLabels } from '../models/workspace.ts';
import type { KnownModel } from './checkout.ts';

/** What a model has to answer to a picture. */
export interface Reference {
  /** Softmax outputs, one a class. */
  readonly scores: Float64Array;
  /** In English, one a class. */
  readonly labels: readonly string[];
  /** How far a score may be off, as a part of it. */
  readonly tolerance: number;
}

/**
 * How far a score may be off, as a part of it. In fp32 processors differ in whether they round between product and sum, which
 * changed scores by less than 0.001 % (kernels with fused multiply-add and without, and onnxruntime against them less than
 * 0.05 %). In int8 such a difference can push a value to the next whole number, which changed scores by up to 11 %.
 */
const TOLERANCES = { fp32: 0.01, w8: 0.01, int8: 0.25 } as const;

/** Computes answers in this process, by the engines and with the model files of this checkout. */
export class References {
  readonly #engines = new Map<EngineName, Promise<Engine>>();
  readonly #loaded = new Map<string, Promise<Engine>>();

  /** @throws Failure when a file of the model is missing */
  async of({ entry, workspace }: KnownModel, engineName: EngineName, picture: Picture): Promise<Reference> {
    const key = `${entry.name} ${engineName}`;
    const loading = this.#loaded.get(key) ?? this.#load({ entry, workspace }, engineName);
    this.#loaded.set(key, loading);
    const logits = await logitsOf(await loading, entry, picture.bytes);
    return {
      scores: softmax(logits, entry.temperature),
      labels: await readLabels(workspace, entry),
      tolerance: TOLERANCES[entry.variant?.kind ?? 'fp32'],
    };
  }

  async #load({ entry, workspace }: KnownModel, engineName: EngineName): Promise<Engine> {
    const opening = this.#engines.get(engineName) ?? openEngineNamed(engineName);
    this.#engines.set(engineName, opening);
    const engine = await opening;
    await engine.load(entry, await readModelFiles(workspace, entry, engineName));
    return engine;
  }
}
