import { readModelFiles } from './assets.ts';
import type { Engine } from './engine.ts';
import type { ModelEntry } from './manifest.ts';

interface Session {
  readonly ready: Promise<void>;
  runs: number;
}

/** Keeps the sessions of one engine: made on first use, shared by everyone, forgotten when loading failed. */
export class Sessions {
  readonly engine: Engine;
  readonly #sessions = new Map<string, Session>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Whether the model has been asked for in this isolate (it may still be loading). */
  has(model: ModelEntry): boolean {
    return this.#sessions.has(model.name);
  }

  /** How often the model has run in this isolate. WebAssembly is compiled better after the first runs. */
  runs(model: ModelEntry): number {
    return this.#sessions.get(model.name)?.runs ?? 0;
  }

  /**
   * Loads a model once, however many requests ask at the same time. A load that fails is told to all who wait for it,
   * and the next request tries again.
   */
  load(model: ModelEntry, assets: Fetcher): Promise<void> {
    let session = this.#sessions.get(model.name);
    if (session === undefined) {
      // The file bytes live only inside this call: once the engine has them they can be collected.
      const ready = readModelFiles(assets, model).then((files) => this.engine.load(model, files));
      session = { ready, runs: 0 };
      this.#sessions.set(model.name, session);
      ready.catch(() => this.#sessions.delete(model.name));
    }
    return session.ready;
  }

  /** Runs a loaded model and counts it. */
  async run(model: ModelEntry, pixels: Float32Array): Promise<Float32Array> {
    const { logits } = await this.engine.run(model, pixels, ['logits']);
    const session = this.#sessions.get(model.name);
    if (session !== undefined) session.runs++;
    return logits.data;
  }
}
