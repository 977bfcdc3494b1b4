import type { Browser } from 'playwright-core';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { classificationSchema } from '../../../src/contract/classification.ts';
import type { DeviceAnswers, DeviceMessage, DeviceRequest } from '../../../src/web/device/messages.ts';
import type { PageData } from '../../../src/web/pages/home/page-data.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { openSimdEngine, pixelsOf, readModelFiles } from '../../models/onnx/runtime.ts';
import { WORKSPACE } from '../../models/workspace.ts';

/** Where a model runs. */
export interface Place {
  /** Mean duration of an inference over some answers in a row, in ms. */
  readonly infer: (warmup: number, answers: number) => Promise<number>;
}

/** A browser, which does more than the others. */
export interface BrowserPlace extends Place {
  /** Frames of 640 x 480 pixels that the Web Worker answers a second, one after the other. */
  readonly framesPerSecond: (frames: number) => Promise<number>;
  /** From starting the Web Worker to its first answer, with the model kept in the Cache Storage, in ms. */
  readonly firstAnswer: () => Promise<number>;
}

/** What the page of the measurement offers to it. */
interface Hands {
  readonly ask: <Kind extends DeviceRequest['do']>(
    request: Extract<DeviceRequest, { do: Kind }>,
    transfer?: Transferable[],
  ) => Promise<DeviceAnswers[Kind]>;
  readonly restart: () => void;
  readonly picture: Blob;
}

/** Opens the page of a Worker in a browser, and lets it have a model. */
export async function inBrowser(
  browser: Browser,
  origin: string,
  { name }: ModelEntry,
  { bytes, type }: Picture,
): Promise<BrowserPlace> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(
    async ([model, text, mime]) => {
      const { device } = JSON.parse(document.querySelector('#page-data')?.textContent ?? '') as PageData;
      let worker: Worker | undefined;
      let asked = 0;
      const hands: Hands = {
        ask: (request, transfer = []) => {
          const running = (worker ??= new Worker(device.worker, { type: 'module', name: 'en' }));
          const id = ++asked;
          return new Promise((resolve, reject) => {
            running.addEventListener('message', ({ data }: MessageEvent<DeviceMessage>) => {
              if (data.id !== id) return;
              if ('problem' in data) reject(new Error(data.message));
              else if ('value' in data) resolve(data.value as never);
            });
            running.postMessage({ id, request }, transfer);
          });
        },
        restart: () => {
          worker?.terminate();
          worker = undefined;
        },
        picture: new Blob([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))], { type: mime }),
      };
      Object.assign(window, { hands });
      const version = device.offers.find((offer) => offer.name === model)?.version ?? '';
      await hands.ask({ do: 'load', name: model, version });
    },
    [name, Buffer.from(bytes).toString('base64'), type] as const,
  );
  return {
    infer: (warmup, answers) =>
      page.evaluate(
        async ([model, before, count]) => {
          const { hands } = window as unknown as { hands: Hands };
          let sum = 0;
          for (let i = -before; i < count; i++) {
            const answer = await hands.ask({ do: 'classify', models: [model], picture: hands.picture });
            if (i >= 0) sum += answer.models[0]?.phases_ms.infer ?? Number.NaN;
          }
          return sum / count;
        },
        [name, warmup, answers] as const,
      ),
    framesPerSecond: (frames) =>
      page.evaluate(
        async ([model, count]) => {
          const { hands } = window as unknown as { hands: Hands };
          const bitmap = await createImageBitmap(hands.picture);
          const canvas = new OffscreenCanvas(640, 480);
          canvas.getContext('2d')?.drawImage(bitmap, 0, 0, 640, 480);
          const begin = performance.now();
          for (let i = 0; i < count; i++) {
            const frame = await createImageBitmap(canvas);
            await hands.ask({ do: 'frame', model, frame }, [frame]);
          }
          return (1000 * count) / (performance.now() - begin);
        },
        [name, frames] as const,
      ),
    firstAnswer: () =>
      page.evaluate(
        async ([model]) => {
          const { hands } = window as unknown as { hands: Hands };
          hands.restart();
          const begin = performance.now();
          await hands.ask({ do: 'classify', models: [model], picture: hands.picture });
          return performance.now() - begin;
        },
        [name] as const,
      ),
  };
}

/** A Worker that is asked through HTTP. Its clock has steps of 1 ms, which the mean over many answers evens out. */
export function inWorkerd(origin: string, { name }: ModelEntry, { bytes, type }: Picture): Place {
  return {
    infer: async (warmup, answers) => {
      let sum = 0;
      for (let i = -warmup; i < answers; i++) {
        const response = await fetch(`${origin}/v1/classify?model=${name}&engine=simd`, {
          method: 'POST',
          headers: { 'Content-Type': type },
          body: bytes,
        });
        const { timings } = classificationSchema.parse(await response.json());
        if (i >= 0) sum += timings.phases_ms.infer;
      }
      return sum / answers;
    },
  };
}

/** This process. */
export async function inNode(entry: ModelEntry, { bytes }: Picture): Promise<Place> {
  const engine = await openSimdEngine();
  await engine.load(entry, await readModelFiles(WORKSPACE, entry, 'simd'));
  const pixels = await pixelsOf(bytes, entry.input);
  return {
    infer: async (warmup, answers) => {
      let begin = 0;
      for (let i = -warmup; i < answers; i++) {
        if (i === 0) begin = performance.now();
        await engine.run(entry, pixels, ['logits', 'features']);
      }
      return (performance.now() - begin) / answers;
    },
  };
}
