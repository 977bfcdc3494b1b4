import type { ModelEntry } from '../../catalogue/manifest.ts';
import { type DeviceModel, planFiles } from './device-model.ts';
import { DamagedModel, type ModelCache, sumOf } from './model-cache.ts';
import { descriptionPath, filePath } from './offer.ts';

/** A model could not be fetched: no network, or the server refused. */
export class UnreachableModel extends Error {
  override name = 'UnreachableModel';
}

/** A model, complete. */
export interface LoadedModel {
  readonly model: DeviceModel;
  /** By their sha256; only those that could not be kept, which the caller has to hold on to. */
  readonly unkept: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Downloads a model and keeps it. Files that are kept already are not downloaded again.
 * @param onProgress is told how many bytes have come, and how many there are
 * @throws UnreachableModel, DamagedModel, or an AbortError when `signal` aborts
 */
export async function downloadModel(
  name: string,
  cache: ModelCache,
  signal: AbortSignal,
  onProgress: (received: number, total: number) => void,
): Promise<LoadedModel> {
  const model = (await (await get(descriptionPath(name), signal)).json()) as DeviceModel;
  const files = planFiles(model.entry);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const unkept = new Map<string, Uint8Array<ArrayBuffer>>();
  let before = 0;
  for (const file of files) {
    const kept = await cache.file(file.sha256).catch(() => undefined);
    if (kept === undefined) {
      const bytes = await download(file, signal, (received) => {
        onProgress(before + received, total);
      });
      if (!(await cache.keepFile(file.sha256, bytes))) unkept.set(file.sha256, bytes);
    }
    before += file.bytes;
    onProgress(before, total);
  }
  if (unkept.size === 0) await cache.keep(model);
  return { model, unkept };
}

async function download(
  { sha256, bytes }: ModelEntry['files'][number],
  signal: AbortSignal,
  onProgress: (received: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = await get(filePath(sha256), signal);
  const data = new Uint8Array(bytes);
  let received = 0;
  try {
    // A reader, because Safari's streams are not async iterables.
    const reader = body?.getReader();
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      const { value } = chunk;
      if (received + value.length > bytes) throw new DamagedModel(`the file ${sha256} is longer than ${bytes} bytes`);
      data.set(value, received);
      received += value.length;
      onProgress(received);
    }
  } catch (error) {
    throw error instanceof DamagedModel ? error : unreachable(error, signal);
  }
  const sum = received === bytes ? await sumOf(data) : '';
  // Without TLS there is no sum; the plan has one of its own, which the engine checks.
  if (sum !== null && sum !== sha256) throw new DamagedModel(`the file ${sha256} came damaged`);
  return data;
}

async function get(path: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { signal });
  } catch (error) {
    throw unreachable(error, signal);
  }
  if (!response.ok) throw new UnreachableModel(`${path} answered ${response.status}`);
  return response;
}

/** What ended a request, unless the visitor did. */
function unreachable(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? error : new UnreachableModel(String(error));
}
