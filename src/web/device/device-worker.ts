import { PlanError } from '../../inference/engines/simd/plan-format.ts';
import { LANGUAGES } from '../../contract/names.ts';
import { DeviceClassifier } from './classify.ts';
import { DeviceEngine, MissingModel } from './device-engine.ts';
import { downloadModel, UnreachableModel } from './download.ts';
import type { DeviceAnswers, DeviceMessage, DeviceProblem, DeviceRequest, NumberedRequest } from './messages.ts';
import { DamagedModel, ModelCache } from './model-cache.ts';
import { PictureDecoder, UnreadableFile } from './picture-decoder.ts';

// TypeScript's types are those of all kinds of workers.
const worker = globalThis as unknown as DedicatedWorkerGlobalScope;

const cache = new ModelCache();
// The page gives the Web Worker the name of its language.
const engine = new DeviceEngine(cache, LANGUAGES.find((language) => language === worker.name) ?? 'en');
const classifier = new DeviceClassifier(engine, new PictureDecoder());

/** Requests that can be cancelled, by their number. */
const running = new Map<number, AbortController>();
/** Pictures are answered one after the other, so that none is timed beside another one. */
let computing: Promise<unknown> = Promise.resolve();

worker.addEventListener('message', ({ data: { id, request } }: MessageEvent<NumberedRequest>) => {
  if (request.do === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  answer(id, request, controller.signal)
    .then(
      (value) => {
        say({ id, value });
      },
      (error: unknown) => {
        say({ id, problem: problemOf(error), message: String(error) });
      },
    )
    .finally(() => running.delete(id));
});

function say(message: DeviceMessage): void {
  worker.postMessage(message);
}

async function answer(
  id: number,
  request: DeviceRequest,
  signal: AbortSignal,
): Promise<DeviceAnswers[keyof DeviceAnswers]> {
  switch (request.do) {
    case 'load':
      return load(id, request.name, request.version, signal);
    case 'list':
      return cache.list();
    case 'remove':
      await engine.drop(request.name);
      await cache.remove(request.name);
      return null;
    case 'classify':
      return inTurn(() => classifier.classify(request.models, request.picture));
    case 'frame':
      return inTurn(() => classifier.frame(request.model, request.frame));
  }
}

async function load(id: number, name: string, version: string, signal: AbortSignal): Promise<DeviceAnswers['load']> {
  const known = engine.unkept(name) ?? (await cache.findComplete(name));
  if (known?.version !== version) {
    const loaded = await downloadModel(name, cache, signal, (received, total) => {
      say({ id, progress: { received, total } });
    });
    await engine.take(loaded);
  }
  const kept = (await cache.list()).find((model) => model.name === name);
  if (kept !== undefined) return { ...kept, kept: true };
  const unkept = engine.unkept(name);
  if (unkept === undefined) throw new MissingModel(`${name} was not loaded`);
  const { title, files } = unkept.entry;
  const bytes = files.reduce((sum, file) => sum + (file.role === 'plan' ? file.bytes : 0), 0);
  return { name, title, version: unkept.version, bytes, kept: false };
}

/** Runs some work after the work before, however that ended. */
function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const result = computing.then(work, work);
  computing = result.catch(() => undefined);
  return result;
}

function problemOf(error: unknown): DeviceProblem {
  if (error instanceof UnreachableModel) return 'offline';
  if (error instanceof DamagedModel || error instanceof PlanError) return 'damaged';
  if (error instanceof MissingModel) return 'missing';
  if (error instanceof UnreadableFile) return 'unreadable';
  return error instanceof WebAssembly.CompileError ? 'no_wasm' : 'failed';
}
