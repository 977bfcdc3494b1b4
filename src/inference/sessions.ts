import { type AssetStore, readModelFiles } from './assets.ts';
import type { Engine } from './engine.ts';
import type { ModelEntry } from './manifest.ts';
import { modelBytes } from './registry.ts';

/** One life of a model in the engine. */
interface Session {
  readonly model: ModelEntry;
  readonly ready: Promise<void>;
  loaded: boolean;
  /** Runs under way; while there are any the session must not be released. */
  users: number;
  /** Called when the last user has left. */
  onIdle: () => void;
}

/**
 * Keeps the sessions of one engine: made on first use, shared by everyone, forgotten when loading failed, and released
 * when a model that is needed now would not fit beside one that was used longer ago.
 */
export class Sessions {
  readonly engine: Engine;
  /** What all loaded models may have together, in bytes of their files. */
  readonly #maxBytes: number;
  /** The one that was used longest ago comes first. */
  readonly #sessions = new Map<string, Session>();
  /** Runs of each model in this isolate. They outlive a session, as the code does that V8 has compiled better by then. */
  readonly #runs = new Map<string, number>();
  /** Ends of sessions that are being released; a new one of the same model has to wait for it. */
  readonly #endings = new Map<string, Promise<void>>();

  /** @param maxBytes what the files of all loaded models may have together */
  constructor(engine: Engine, maxBytes: number) {
    this.engine = engine;
    this.#maxBytes = maxBytes;
  }

  /** Whether the model has been asked for in this isolate (it may still be loading). */
  has(model: ModelEntry): boolean {
    return this.#sessions.has(model.name);
  }

  /** How often the model has run in this isolate, in whatever sessions. */
  runs(model: ModelEntry): number {
    return this.#runs.get(model.name) ?? 0;
  }

  /**
   * Loads a model once, however many requests ask at the same time. A load that fails is told to all who wait for it,
   * and the next request tries again.
   */
  load(model: ModelEntry, assets: AssetStore): Promise<void> {
    const known = this.#sessions.get(model.name);
    if (known !== undefined) {
      this.#sessions.delete(model.name);
      this.#sessions.set(model.name, known);
      return known.ready;
    }
    const session: Session = { model, ready: this.#make(model, assets), loaded: false, users: 0, onIdle: ignore };
    this.#sessions.set(model.name, session);
    session.ready.then(
      () => (session.loaded = true),
      () => {
        if (this.#sessions.get(model.name) === session) this.#sessions.delete(model.name);
      },
    );
    return session.ready;
  }

  /** Ends a model's session, so that the next load makes a new one. Runs under way are waited for. */
  async drop(model: ModelEntry): Promise<void> {
    const session = this.#sessions.get(model.name);
    if (session === undefined) return this.#endings.get(model.name);
    this.#sessions.delete(model.name);
    const ending = this.#end(model, session).finally(() => this.#endings.delete(model.name));
    this.#endings.set(model.name, ending);
    await ending;
  }

  /** Runs a model and counts it. Somebody may have dropped its session since it was loaded; then it is made again. */
  async run(model: ModelEntry, pixels: Float32Array, assets: AssetStore): Promise<Float32Array> {
    const session = await this.#enter(model, assets);
    try {
      const { logits } = await this.engine.run(model, pixels, ['logits']);
      this.#runs.set(model.name, this.runs(model) + 1);
      return logits.data;
    } finally {
      session.users--;
      if (session.users === 0) session.onIdle();
    }
  }

  async #make(model: ModelEntry, assets: AssetStore): Promise<void> {
    // Asked for now: a later end of this model's session is that of the one that is being made, and waits for it.
    const ending = this.#endings.get(model.name);
    await this.#makeRoom(model);
    await ending;
    // The file bytes live only inside this call: once the engine has them they can be collected.
    await this.engine.load(model, readModelFiles(assets, model));
  }

  /** Releases models until this one fits beside the others. WebAssembly memory never shrinks, but what is free is reused. */
  async #makeRoom(model: ModelEntry): Promise<void> {
    const others = (): ModelEntry[] =>
      [...this.#sessions.values()].filter(({ loaded }) => loaded).map((session) => session.model);
    const sum = (): number => others().reduce((bytes, other) => bytes + modelBytes(other), modelBytes(model));
    for (let [oldest] = others(); oldest !== undefined && sum() > this.#maxBytes; [oldest] = others())
      await this.drop(oldest);
  }

  async #end(model: ModelEntry, session: Session): Promise<void> {
    // A session that is being made, or that runs, cannot be released.
    await session.ready.catch(ignore);
    if (session.users > 0) await new Promise<void>((resolve) => (session.onIdle = resolve));
    await this.engine.release(model);
  }

  async #enter(model: ModelEntry, assets: AssetStore): Promise<Session> {
    for (;;) {
      await this.load(model, assets);
      const session = this.#sessions.get(model.name);
      // Between the end of the load and here it may have been dropped, and another one begun.
      if (session?.loaded !== true) continue;
      session.users++;
      return session;
    }
  }
}

function ignore(): void {
  return;
}
