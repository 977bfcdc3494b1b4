import { type AssetStore, readModelFiles } from '../catalogue/assets.ts';
import { countedBytes } from '../catalogue/registry.ts';
import { withDeadline } from '../latency/deadline.ts';
import type { EngineModel } from './engines/engines.ts';
import { type LoadCost, LostModelError, type OutputName, type Tensor } from './engines/engine.ts';
import type { Kept } from './memory/kept.ts';

/** A model in an engine, from its load to its release. */
interface Session {
  readonly engineModel: EngineModel;
  readonly ready: Promise<void>;
  loaded: boolean;
  /** When nobody waits for its load any more, in ms. */
  readonly deadline: number;
  /** When it was last asked for, in ms. */
  usedAt: number;
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
  /** Bytes of files that all loaded models of an engine may have together, if it keeps the memory that they took. */
  readonly #maxBytes: number;
  readonly #lease: number;
  /** Least recently used first. */
  readonly #sessions = new Map<string, Session>();
  /** Runs of each model in this isolate. They outlive a session, because the code that V8 has compiled better does. */
  readonly #runs = new Map<string, number>();
  /** Ends of sessions that are being released; a new one of the same model has to wait for it. */
  readonly #endings = new Map<string, Promise<void>>();

  /** The session that somebody has loaded and not run yet. */
  #held: { readonly key: string; readonly until: number } | undefined;

  /**
   * @param maxBytes what the files of all loaded models of an engine may have together, if it keeps their memory
   * @param lease how long a load may take, in ms, before it is taken for one whose request was ended in the middle
   */
  constructor(maxBytes: number, lease: number) {
    this.#maxBytes = maxBytes;
    this.#lease = lease;
  }

  /** Whether the model has a session, which may still be loading. */
  has(engineModel: EngineModel): boolean {
    return this.#find(engineModel) !== undefined;
  }

  /** How often the model has run in this isolate, in all its sessions. */
  runs(engineModel: EngineModel): number {
    return this.#runs.get(keyOf(engineModel)) ?? 0;
  }

  /**
   * Loads a model once, however many requests ask at the same time. All who wait for it learn of a failure, and the
   * next request tries again. So it is with a load that has not ended when its lease is over.
   */
  load(engineModel: EngineModel, assets: AssetStore): Promise<void> {
    const key = keyOf(engineModel);
    const known = this.#find(engineModel);
    if (known !== undefined) {
      known.usedAt = performance.now();
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return this.#wait(known);
    }
    const session: Session = {
      engineModel,
      ready: this.#make(engineModel, assets),
      loaded: false,
      deadline: performance.now() + this.#lease,
      usedAt: performance.now(),
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
    return this.#wait(session);
  }

  async #wait(session: Session): Promise<void> {
    try {
      await inTime(session);
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  /** The session of a model, unless its load has taken too long. */
  #find(engineModel: EngineModel): Session | undefined {
    const session = this.#sessions.get(keyOf(engineModel));
    if (session === undefined || session.loaded || performance.now() < session.deadline) return session;
    this.#forget(session);
    return undefined;
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
   * Keeps a loaded model from being released for somebody else's memory. One model is held at a time, because one request
   * computes at a time.
   * @param lease ms after which it is held no longer: its request may have been ended before it could let go
   * @returns a function that lets it go
   */
  hold(engineModel: EngineModel, lease: number): () => void {
    const held = { key: keyOf(engineModel), until: performance.now() + lease };
    this.#held = held;
    return () => {
      if (this.#held === held) this.#held = undefined;
    };
  }

  /** What nobody uses just now, and whose release gives memory back. */
  kept(): Kept[] {
    const held = this.#held !== undefined && performance.now() < this.#held.until ? this.#held.key : undefined;
    return [...this.#sessions].flatMap(([key, session]) => {
      const { model, engine } = session.engineModel;
      const bytes = engine.releasableBytes(model);
      if (!session.loaded || session.users > 0 || key === held || bytes === 0) return [];
      return [{ bytes, usedAt: session.usedAt, release: () => void this.drop(session.engineModel) }];
    });
  }

  /** The memory that {@link load} and the first {@link run} take at most. */
  cost(engineModel: EngineModel): LoadCost {
    const { model, engine } = engineModel;
    const isLoaded = this.has(engineModel);
    if (isLoaded && (engine.keptBytes === 0 || this.runs(engineModel) > 0)) return { files: 0, growth: 0 };
    const own = countedBytes(model, engine.name);
    const all = Math.min(this.#bytesBeside(engineModel) + own, this.#maxBytes);
    const { files, growth } = engine.cost(model, { own, all });
    return { files: isLoaded ? 0 : files, growth };
  }

  /** Releases models of the same engine until this one fits beside the others, if the engine keeps its memory. */
  async #makeRoom(engineModel: EngineModel): Promise<void> {
    if (engineModel.engine.keptBytes === 0) return;
    const own = countedBytes(engineModel.model, engineModel.engine.name);
    for (const oldest of this.#loaded().filter(({ engine }) => engine === engineModel.engine)) {
      if (this.#bytesBeside(engineModel) + own <= this.#maxBytes) return;
      await this.drop(oldest);
    }
  }

  /** Files of the other models that its engine has loaded, in bytes. */
  #bytesBeside({ model: own, engine }: EngineModel): number {
    return this.#loaded()
      .filter((other) => other.engine === engine && other.model !== own)
      .reduce((bytes, { model }) => bytes + countedBytes(model, engine.name), 0);
  }

  /** What is loaded, least recently used first. */
  #loaded(): EngineModel[] {
    return [...this.#sessions.values()].filter(({ loaded }) => loaded).map(({ engineModel }) => engineModel);
  }

  async #end(session: Session): Promise<void> {
    // A session cannot be released while it loads or runs; otherwise its memory is free at once.
    if (!session.loaded) await inTime(session).catch(ignore);
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

/**
 * Waits until a session is loaded.
 * @throws what its load throws; DeadlineError when it takes too long
 */
async function inTime({ ready, loaded, deadline }: Session): Promise<void> {
  if (!loaded) await withDeadline(ready, Math.max(0, deadline - performance.now()));
}

function keyOf({ model, engine }: EngineModel): string {
  return `${engine.name} ${model.name}`;
}

function ignore(): void {
  return;
}
