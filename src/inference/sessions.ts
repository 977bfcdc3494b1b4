import { type AssetStore, readModelFiles } from '../catalogue/assets.ts';
import type { EngineModel } from './engines/engines.ts';
import { type LoadCost, LostModelError, type OutputName, type Tensor } from './engines/engine.ts';
import { countedBytes } from '../catalogue/registry.ts';

/** A model in an engine, from its load to its release. */
interface Session {
  readonly engineModel: EngineModel;
  readonly ready: Promise<void>;
  loaded: boolean;
  /** Runs under way. While there are any, the session must not be released. */
  users: number;
  /** Called when the last user has left. */
  onIdle: () => void;
}

/**
 * The sessions of all engines. They are created on first use, shared by all requests, forgotten when loading fails, and
 * released, least recently used first, when another model needs their room.
 */
export class Sessions {
  /** Bytes of files that all loaded models of an engine may have together. */
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #sessions = new Map<string, Session>();
  /** Runs of each model in this isolate. They outlive a session, because the code that V8 has compiled better does. */
  readonly #runs = new Map<string, number>();
  /** Ends of sessions that are being released; a new one of the same model has to wait for it. */
  readonly #endings = new Map<string, Promise<void>>();

  /** @param maxBytes what the files of all loaded models of an engine may have together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the model has a session, which may still be loading. */
  has(engineModel: EngineModel): boolean {
    return this.#sessions.has(keyOf(engineModel));
  }

  /** How often the model has run in this isolate, in all its sessions. */
  runs(engineModel: EngineModel): number {
    return this.#runs.get(keyOf(engineModel)) ?? 0;
  }

  /**
   * Loads a model once, however many requests ask at the same time. All who wait for it learn of a failure, and the
   * next request tries again.
   */
  load(engineModel: EngineModel, assets: AssetStore): Promise<void> {
    const key = keyOf(engineModel);
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known.ready;
    }
    const session: Session = {
      engineModel,
      ready: this.#make(engineModel, assets),
      loaded: false,
      users: 0,
      onIdle: ignore,
    };
    this.#sessions.set(key, session);
    session.ready.then(
      () => (session.loaded = true),
      () => {
        this.#forget(session);
      },
    );
    return session.ready;
  }

  /** Ends a model's session after its last run, so that the next load creates a new one. */
  async drop(engineModel: EngineModel): Promise<void> {
    const key = keyOf(engineModel);
    const session = this.#sessions.get(key);
    if (session === undefined) return this.#endings.get(key);
    this.#sessions.delete(key);
    const ending = this.#end(session).finally(() => this.#endings.delete(key));
    this.#endings.set(key, ending);
    await ending;
  }

  /** Runs a model and counts the run. If somebody has dropped its session since it was loaded, it is loaded again. */
  async run<Name extends OutputName>(
    engineModel: EngineModel,
    pixels: Float32Array,
    outputs: readonly Name[],
    assets: AssetStore,
  ): Promise<Record<Name, Tensor>> {
    const session = await this.#enter(engineModel, assets);
    const { model, engine } = engineModel;
    try {
      const tensors = await engine.run(model, pixels, outputs);
      this.#runs.set(keyOf(engineModel), this.runs(engineModel) + 1);
      return tensors;
    } catch (error) {
      if (error instanceof LostModelError) this.#forget(session);
      throw error;
    } finally {
      session.users--;
      if (session.users === 0) session.onIdle();
    }
  }

  /** The next load creates a new session. */
  #forget(session: Session): void {
    const key = keyOf(session.engineModel);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
  }

  async #make(engineModel: EngineModel, assets: AssetStore): Promise<void> {
    const { model, engine } = engineModel;
    // Read now: an ending that is noted later belongs to the session that is being created here, and waits for it.
    const ending = this.#endings.get(keyOf(engineModel));
    await this.#makeRoom(engineModel);
    await ending;
    // The bytes of the files live in this call only, and can be collected once the engine has read them.
    await engine.load(model, readModelFiles(assets, model, engine.name));
  }

  /**
   * Releases models whose engine gives memory back, least recently used first, until there is enough.
   * @param needed what is not released
   */
  async shrink(needed: EngineModel, isEnough: () => boolean): Promise<void> {
    const spare = this.#loaded().filter(
      (engineModel) => engineModel.engine.givesMemoryBack && keyOf(engineModel) !== keyOf(needed),
    );
    for (const engineModel of spare) {
      if (isEnough()) return;
      await this.drop(engineModel);
    }
  }

  /** The memory that {@link load} takes at most. */
  cost(engineModel: EngineModel): LoadCost {
    if (this.has(engineModel)) return { files: 0, growth: 0 };
    const { model, engine } = engineModel;
    const own = countedBytes(model, engine.name);
    return engine.cost(Math.min(this.#bytesBeside(engineModel) + own, Math.max(own, this.#maxBytes)), own);
  }

  /** Releases models of the same engine until this one fits beside the others. */
  async #makeRoom(engineModel: EngineModel): Promise<void> {
    const own = countedBytes(engineModel.model, engineModel.engine.name);
    for (const oldest of this.#loaded().filter(({ engine }) => engine === engineModel.engine)) {
      if (this.#bytesBeside(engineModel) + own <= this.#maxBytes) return;
      await this.drop(oldest);
    }
  }

  /** Files of the models that its engine has loaded, in bytes. */
  #bytesBeside({ engine }: EngineModel): number {
    return this.#loaded()
      .filter((other) => other.engine === engine)
      .reduce((bytes, { model }) => bytes + countedBytes(model, engine.name), 0);
  }

  /** What is loaded, least recently used first. */
  #loaded(): EngineModel[] {
    return [...this.#sessions.values()].filter(({ loaded }) => loaded).map(({ engineModel }) => engineModel);
  }

  async #end(session: Session): Promise<void> {
    // A session cannot be released while it loads or runs.
    await session.ready.catch(ignore);
    if (session.users > 0) await new Promise<void>((resolve) => (session.onIdle = resolve));
    await session.engineModel.engine.release(session.engineModel.model);
  }

  async #enter(engineModel: EngineModel, assets: AssetStore): Promise<Session> {
    for (;;) {
      await this.load(engineModel, assets);
      const session = this.#sessions.get(keyOf(engineModel));
      // Since the end of the load it may have been dropped, and another one begun.
      if (session?.loaded !== true) continue;
      session.users++;
      return session;
    }
  }
}

function keyOf({ model, engine }: EngineModel): string {
  return `${engine.name} ${model.name}`;
}

function ignore(): void {
  return;
}
