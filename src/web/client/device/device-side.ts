import type { KeptModel } from '../../device/model-cache.ts';
import type { DeviceOffer } from '../../device/offer.ts';
import { formatBytes, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { PageData } from '../../pages/home/page-data.ts';
import type { DeviceOutcome } from '../outcome.ts';
import type { PreparedPicture } from '../picture/prepared-picture.ts';
import { Device } from './device.ts';
import { DeviceView } from './device-view.tsx';
import { keepForOffline } from './offline-files.ts';
import { TimeLeft } from './time-left.ts';

/** What this device does by itself: which models it has, and what they say. */
export class DeviceSide {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly device: Device;
  readonly view: DeviceView;
  /** Models that could not be kept, and are in memory as long as the page is open. */
  readonly #held = new Set<string>();

  constructor(data: PageData, t: Translator) {
    this.#data = data;
    this.#t = t;
    this.device = new Device(data.device.worker, t.language, () => {
      this.#held.clear();
    });
    this.view = new DeviceView(t);
  }

  /** The models of the deployment that this device may run, by name; undefined where one of them is not offered. */
  offersOf(names: readonly string[]): DeviceOffer[] | undefined {
    const offers = names.map((name) => this.#data.device.offers.find((offer) => offer.name === name));
    return offers.every((offer) => offer !== undefined) ? offers : undefined;
  }

  /** The models that are kept here. */
  kept(): Promise<readonly KeptModel[]> {
    return this.device.ask({ do: 'list' });
  }

  /** Which of some models have to be downloaded before they can answer. */
  async missing(offers: readonly DeviceOffer[]): Promise<DeviceOffer[]> {
    const kept = await this.kept();
    return offers.filter(({ name }) => !this.#held.has(name) && !kept.some((model) => model.name === name));
  }

  /** Who answers without a download: those of some models that are here, or another one that is if none of them is. */
  async here(names: readonly string[]): Promise<readonly string[]> {
    const { offers } = this.#data.device;
    const missing = await this.missing(offers);
    const here = offers.filter((offer) => !missing.includes(offer)).map(({ name }) => name);
    const wanted = here.filter((name) => names.includes(name));
    return wanted.length > 0 ? wanted : here.slice(0, 1);
  }

  /** Which of some models are kept here in another version than the deployment has now. */
  async outdated(offers: readonly DeviceOffer[]): Promise<DeviceOffer[]> {
    const kept = await this.kept();
    return offers.filter(({ name, version }) => kept.some((model) => model.name === name && model.version !== version));
  }

  /**
   * Downloads some models, and what the page needs to do without a network.
   * @param onProgress is told in words, and as a share in [0, 1]
   * @returns whether all of it will be there when the page is opened again
   * @throws DeviceFailure
   */
  async load(
    offers: readonly DeviceOffer[],
    signal: AbortSignal,
    onProgress: (text: string, share: number) => void,
  ): Promise<boolean> {
    const all = offers.reduce((sum, { bytes }) => sum + bytes, 0);
    const left = new TimeLeft();
    let before = 0;
    const tell = (received: number): void => {
      const seconds = left.seconds(received, all);
      const [done, size] = [formatBytes(this.#t, received), formatBytes(this.#t, all)];
      const text =
        seconds === undefined
          ? this.#t('device.loading', { done, size })
          : this.#t('device.loadingLeft', { done, size, seconds: formatNumber(this.#t, seconds) });
      onProgress(text, received / all);
    };
    tell(0);
    let isKept = true;
    for (const { name, version, bytes } of offers) {
      const onBytes = (received: number): void => {
        tell(before + received);
      };
      const { kept } = await this.device.ask({ do: 'load', name, version }, { signal, onProgress: onBytes });
      if (!kept) this.#held.add(name);
      isKept &&= kept;
      before += bytes;
    }
    const files = await keepForOffline(this.#data.device.files);
    return isKept && files;
  }

  /** Removes a model from this device. */
  async remove(name: string): Promise<void> {
    this.#held.delete(name);
    await this.device.ask({ do: 'remove', name });
  }

  /** Answers a picture. @param prepared when it was ready, in ms since it was chosen */
  async classify(
    models: readonly string[],
    picture: PreparedPicture,
    prepared: number,
    signal: AbortSignal,
  ): Promise<DeviceOutcome> {
    const asked = performance.now();
    const answer = await this.device.ask({ do: 'classify', models, picture: picture.blob }, { signal });
    const isHeld = models.some((name) => this.#held.has(name));
    return { answer, prepared, here_ms: performance.now() - asked, isHeld };
  }
}
