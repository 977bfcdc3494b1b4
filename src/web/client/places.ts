import { modelAnswers } from '../answer/comparison.ts';
import { answerStart } from '../answer/cost.ts';
import type { PastRequest } from '../answer/request-history.tsx';
import type { DeviceOffer } from '../device/offer.ts';
import { formatBytes, formatNumber } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import type { PageData } from '../pages/home/page-data.ts';
import { type ApiAnswer, NoAnswer, requestAnswer } from './api-client.ts';
import { DeviceFailure } from './device/device-failure.ts';
import type { DeviceSide } from './device/device-side.ts';
import { MissingScript } from './missing-script.ts';
import { type DeviceOutcome, type Outcome, type Place, PLACES } from './outcome.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';

/** Models have to be downloaded before this device can answer, which a visitor has to allow. */
export class ModelsMissing extends Error {
  readonly side: DeviceSide;
  readonly offers: readonly DeviceOffer[];

  constructor(side: DeviceSide, offers: readonly DeviceOffer[]) {
    super('models are missing');
    this.side = side;
    this.offers = offers;
  }
}

/** The deployment does not give this model to browsers. */
export class NotOnDevices extends Error {}

/** This device, and what answers on it. */
interface ReadySide {
  readonly side: DeviceSide;
  /** Names of models that are here. */
  readonly models: readonly string[];
}

/** How a picture is asked about. */
export interface Asking {
  /** Whether nothing may be in memory before. */
  readonly fresh: boolean;
  /** When the picture was chosen, by `performance.now()`. */
  readonly begin: number;
  readonly signal: AbortSignal;
  /** Whether progress is told. */
  readonly tells: boolean;
}

/** Has pictures answered where the visitor wants it, by the models that are chosen. */
export class Places {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly #progress: (text: string, share?: number) => void;
  /** All requests so far. */
  readonly past: PastRequest[] = [];
  #device: Promise<DeviceSide> | undefined;

  /** @param progress shows what is being done, and how much of it, in [0, 1] */
  constructor(data: PageData, t: Translator, progress: (text: string, share?: number) => void) {
    this.#data = data;
    this.#t = t;
    this.#progress = progress;
  }

  /** Asks the edge, this device, or one after the other, so that neither is timed beside the other. */
  async ask(picture: PreparedPicture, asking: Asking): Promise<Outcome> {
    const place = this.chosen;
    // Who is not allowed to download learns of it before anything is sent.
    const here = place === 'edge' ? undefined : await this.readySide();
    const prepared = performance.now() - asking.begin;
    const asked = performance.now();
    let edge: ApiAnswer | undefined;
    if (place !== 'device') {
      try {
        edge = await this.#askEdge(picture, asking);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        const standIn = here ?? (await this.#standIn());
        if (standIn === undefined) throw error;
        const tried = performance.now() - asked;
        const device = await this.#askDevice(standIn, picture, prepared, asking);
        return { device: { ...device, tried }, fellBack: { unsent: error.unsent } };
      }
    }
    if (here === undefined) {
      if (edge === undefined) throw new NoAnswer();
      return { edge };
    }
    try {
      return { edge, device: await this.#askDevice(here, picture, edge?.times.prepared ?? prepared, asking) };
    } catch (error) {
      // The edge's answer is of use without this device's.
      if (edge === undefined || !(error instanceof DeviceFailure)) throw error;
      return { edge, deviceProblem: error.problem };
    }
  }

  async #askEdge(picture: PreparedPicture, { fresh, begin, signal, tells }: Asking): Promise<ApiAnswer> {
    const size = formatBytes(this.#t, picture.blob.size);
    const key = document.querySelector<HTMLInputElement>('#key')?.value.trim() ?? '';
    const chosen = document.querySelector<HTMLSelectElement>('#engine')?.value ?? '';
    // Beside this device, the edge runs the same engine, unless the visitor wants another one.
    const engine = chosen === '' && this.chosen === 'both' ? 'simd' : chosen;
    const request = { models: this.models, picture, fresh, key, engine };
    const answered = await requestAnswer(request, begin, signal, (share) => {
      if (!tells) return;
      const percent = formatNumber(this.#t, share * 100);
      if (share < 1) this.#progress(this.#t('state.sending', { percent, size }), share);
      else this.#progress(this.#t('state.thinking'));
    });
    const { answer, here_ms } = answered;
    const models = modelAnswers(answer).map(({ model }) => this.#titleOf(model));
    const start = answerStart(answer);
    this.past.push({ model: models.join(' + '), place: 'edge', start, there_ms: answer.timings.total_ms, here_ms });
    return answered;
  }

  async #askDevice(
    { side, models: names }: ReadySide,
    picture: PreparedPicture,
    prepared: number,
    { fresh, signal, tells }: Asking,
  ): Promise<DeviceOutcome> {
    if (tells) this.#progress(this.#t('state.computing'));
    if (fresh) side.device.restart();
    const chosen = this.models.split(',');
    const outcome = await side.classify(names, picture, prepared, signal);
    const models = outcome.answer.models.map(({ model }) => this.#titleOf(model));
    const start = outcome.answer.models.some((model) => model.start === 'cold') ? 'cold' : 'warm';
    const model = this.#t('history.device', { model: models.join(' + ') });
    const { total_ms: there_ms } = outcome.answer;
    this.past.push({ model, place: 'device', start, there_ms, here_ms: outcome.here_ms });
    return { ...outcome, ...(chosen.some((name) => !names.includes(name)) && { insteadOf: chosen }) };
  }

  /**
   * This device with the chosen models, or with what it has.
   * @param mayDiffer whether other models may answer, because nothing can be downloaded
   * @throws ModelsMissing, NotOnDevices
   */
  async readySide(mayDiffer = !navigator.onLine): Promise<ReadySide> {
    const side = await this.deviceSide();
    const chosen = this.models.split(',');
    const offers = side.offersOf(chosen);
    const missing = offers === undefined ? undefined : await side.missing(offers);
    if (missing?.length === 0) return { side, models: chosen };
    const models = mayDiffer ? await side.here(chosen) : [];
    if (models.length > 0) return { side, models };
    if (missing === undefined) throw new NotOnDevices();
    throw new ModelsMissing(side, missing);
  }

  /** This device, if it can answer in the place of the edge. */
  async #standIn(): Promise<ReadySide | undefined> {
    return this.readySide(true).catch(() => undefined);
  }

  /**
   * This device, whose script is loaded the first time.
   * @throws MissingScript
   */
  deviceSide(): Promise<DeviceSide> {
    this.#device ??= import('./device/device-side.ts').then(
      ({ DeviceSide }) => new DeviceSide(this.#data, this.#t),
      () => {
        throw new MissingScript();
      },
    );
    return this.#device;
  }

  /** Whether this device's script is there, or coming. */
  get hasDeviceSide(): boolean {
    return this.#device !== undefined;
  }

  /** The chosen model, or several with commas between. */
  get models(): string {
    return document.querySelector<HTMLInputElement>('input[name="model"]:checked')?.value ?? '';
  }

  /** Where the visitor wants pictures to be answered. */
  get chosen(): Place {
    const chosen = document.querySelector<HTMLInputElement>('input[name="place"]:checked')?.value;
    return PLACES.find((place) => place === chosen) ?? 'edge';
  }

  #titleOf(name: string): string {
    return this.#data.models.find((model) => model.name === name)?.title ?? name;
  }
}
