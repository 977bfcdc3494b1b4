import type { DeviceAnswers, DeviceMessage, DeviceRequest, NumberedRequest } from '../../device/messages.ts';
import { DeviceFailure } from './device-failure.ts';

type Progress = (received: number, total: number) => void;

interface Waiting {
  readonly resolve: (value: DeviceAnswers[keyof DeviceAnswers]) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: Progress | undefined;
}

/** The Web Worker that runs models on this device. It is started when it is first asked. */
export class Device {
  readonly #script: string;
  readonly #language: string;
  readonly #onGone: () => void;
  #worker: Worker | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  /**
   * @param script path of the Web Worker's script
   * @param language of the labels
   * @param onGone is told when the Web Worker has ended, and with it what was only in its memory
   */
  constructor(script: string, language: string, onGone: () => void) {
    this.#script = script;
    this.#language = language;
    this.#onGone = onGone;
  }

  /**
   * Asks the Web Worker.
   * @param options.transfer what is given to it and gone here
   * @throws DeviceFailure, or an AbortError when the signal aborts: a download ends, and what is computed is not waited for
   */
  ask<Kind extends DeviceRequest['do']>(
    request: Extract<DeviceRequest, { do: Kind }>,
    options: { signal?: AbortSignal; onProgress?: Progress; transfer?: Transferable[] } = {},
  ): Promise<DeviceAnswers[Kind]> {
    const { signal, onProgress, transfer = [] } = options;
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        this.#post({ id, request: { do: 'cancel' } });
        reject(new DOMException('cancelled', 'AbortError'));
      });
      // The answer has the type that belongs to the request.
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onProgress });
      this.#post({ id, request }, transfer);
    });
  }

  /** Ends the Web Worker, and with it what it has in memory: the next answer is a cold one. */
  restart(): void {
    this.#worker?.terminate();
    this.#leave(new DeviceFailure('failed', 'the Web Worker was ended'));
  }

  #post(message: NumberedRequest, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { type: 'module', name: this.#language });
    worker.addEventListener('message', ({ data }: MessageEvent<DeviceMessage>) => {
      const waiting = this.#waiting.get(data.id);
      if (waiting === undefined) return;
      if ('progress' in data) {
        waiting.onProgress?.(data.progress.received, data.progress.total);
        return;
      }
      this.#waiting.delete(data.id);
      if ('value' in data) waiting.resolve(data.value);
      else waiting.reject(new DeviceFailure(data.problem, data.message));
    });
    // Its script could not be fetched, or it broke.
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#leave(new DeviceFailure(navigator.onLine ? 'failed' : 'offline', event.message));
    });
    return worker;
  }

  #leave(failure: DeviceFailure): void {
    this.#worker = undefined;
    this.#onGone();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(failure);
  }
}
