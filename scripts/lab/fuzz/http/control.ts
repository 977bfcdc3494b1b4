import { readFileSync } from 'node:fs';

import { classificationSchema } from '../../../../src/contract/classification.ts';
import { reasonOf } from '../../../kit/failure.ts';
import { PICTURE } from '../../../kit/paths.ts';
import type { Finding } from '../decode/oracle.ts';

/** Class 388 of ImageNet-1k is the giant panda. */
const PANDA = 388;

/** Checks that a Worker still answers a good picture. */
export class Control {
  readonly #origin: string;
  readonly #panda = new Uint8Array(readFileSync(PICTURE));
  #isolate: string | undefined;

  /** @param origin without a slash at the end */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Posts a photograph; undefined when it is seen for what it is, by the same isolate as before. */
  async check(): Promise<Finding | undefined> {
    try {
      const response = await fetch(`${this.#origin}/v1/classify`, {
        method: 'POST',
        body: this.#panda,
        headers: { 'Content-Type': 'image/jpeg' },
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      if (response.status !== 200)
        return broken(`a good picture was answered ${response.status}: ${text.slice(0, 200)}`);
      const { predictions, start } = classificationSchema.parse(JSON.parse(text));
      if (predictions[0]?.index !== PANDA) return broken(`a panda was taken for ${predictions[0]?.label ?? 'nothing'}`);
      this.#isolate ??= start.isolate.id;
      return this.#isolate === start.isolate.id ? undefined : broken('the isolate was started anew');
    } catch (error) {
      return broken(`a good picture was not answered: ${reasonOf(error)}`);
    }
  }
}

function broken(message: string): Finding {
  return { reason: 'control', message };
}
