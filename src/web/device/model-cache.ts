import { type DeviceModel, planFiles } from './device-model.ts';
import { descriptionPath, filePath, MODEL_CACHE } from './offer.ts';

/** A model that is kept on this device. */
export interface KeptModel {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly bytes: number;
}

/** A file of a model came or was kept with other bytes than its sum says. */
export class DamagedModel extends Error {
  override name = 'DamagedModel';
}

/**
 * Models that are kept on this device, in the Cache Storage: each as its description, and its files under their sha256.
 * Pages without TLS have none; there the cache keeps nothing and finds nothing.
 */
export class ModelCache {
  /** Whether this browser lets the page keep anything. */
  get available(): boolean {
    return 'caches' in globalThis;
  }

  /** The models that are kept with all their files, and what they take. */
  async list(): Promise<KeptModel[]> {
    const cache = await this.#existing();
    const names = ((await cache?.keys()) ?? []).filter(isDescription).map(({ url }) => url.split('/').at(-1) ?? '');
    const kept = await Promise.all(names.map((name) => this.findComplete(name)));
    return kept.flatMap((model) => (model === undefined ? [] : [keptModel(model)]));
  }

  /** The description of a kept model. */
  async find(name: string): Promise<DeviceModel | undefined> {
    const cache = await this.#existing();
    const response = await cache?.match(descriptionPath(name));
    return (await response?.json()) as DeviceModel | undefined;
  }

  /** The description of a kept model, unless one of its files is missing. */
  async findComplete(name: string): Promise<DeviceModel | undefined> {
    const [model, cache] = [await this.find(name), await this.#existing()];
    if (model === undefined || cache === undefined) return undefined;
    const files = await Promise.all(planFiles(model.entry).map(({ sha256 }) => cache.match(filePath(sha256))));
    return files.includes(undefined) ? undefined : model;
  }

  /**
   * The file with this sum.
   * @returns undefined if it is not kept
   * @throws DamagedModel, after it was removed, if its bytes have another sum
   */
  async file(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const cache = await this.#existing();
    const response = await cache?.match(filePath(sha256));
    if (response === undefined) return undefined;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if ((await sumOf(bytes)) === sha256) return bytes;
    await cache?.delete(filePath(sha256));
    throw new DamagedModel(`the kept file ${sha256} is damaged`);
  }

  /** Keeps a file. @returns whether there was room for it */
  async keepFile(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#put(
      filePath(sha256),
      new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } }),
    );
  }

  /** Keeps the description of a model whose files are kept, and removes what only its older versions needed. */
  async keep(model: DeviceModel): Promise<boolean> {
    const isKept = await this.#put(descriptionPath(model.entry.name), Response.json(model));
    await this.#prune();
    return isKept;
  }

  /** Removes a model. Files that another one has, too, stay. */
  async remove(name: string): Promise<void> {
    const cache = await this.#existing();
    await cache?.delete(descriptionPath(name));
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const cache = await this.#existing();
    if (cache === undefined) return;
    const [needed, paths] = [new Set<string>(), (await cache.keys()).map(({ url }) => new URL(url).pathname)];
    for (const request of (await cache.keys()).filter(isDescription)) {
      const model = (await (await cache.match(request))?.json()) as DeviceModel | undefined;
      if (model === undefined) continue;
      needed.add(descriptionPath(model.entry.name));
      for (const { sha256 } of planFiles(model.entry)) needed.add(filePath(sha256));
    }
    await Promise.all(paths.filter((path) => !needed.has(path)).map((path) => cache.delete(path)));
    if (needed.size === 0) await caches.delete(MODEL_CACHE);
  }

  async #put(path: string, response: Response): Promise<boolean> {
    if (!this.available) return false;
    try {
      await (await caches.open(MODEL_CACHE)).put(path, response);
      return true;
    } catch {
      // No room, or the visitor's settings forbid it.
      return false;
    }
  }

  /** Opening a cache would create it. */
  async #existing(): Promise<Cache | undefined> {
    if (!this.available) return undefined;
    try {
      return (await caches.has(MODEL_CACHE)) ? await caches.open(MODEL_CACHE) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** sha256 in hexadecimal digits; null where the browser computes none, on pages without TLS. */
export async function sumOf(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  // The types know only secure contexts.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return null;
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

function isDescription({ url }: Request): boolean {
  return new URL(url).pathname.startsWith(descriptionPath(''));
}

function keptModel({ version, entry }: DeviceModel): KeptModel {
  const bytes = planFiles(entry).reduce((sum, file) => sum + file.bytes, 0);
  return { name: entry.name, title: entry.title, version, bytes };
}
