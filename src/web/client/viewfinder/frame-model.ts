import type { DeviceOffer } from '../../device/offer.ts';
import type { FrameAnswer } from '../../device/messages.ts';
import type { DeviceSide } from '../device/device-side.ts';

/** The model that answers frames on this device. */
export class FrameModel {
  readonly #side: DeviceSide;
  readonly #offer: DeviceOffer;
  /** As people read it. */
  readonly title: string;

  constructor(side: DeviceSide, offer: DeviceOffer, title: string) {
    [this.#side, this.#offer, this.title] = [side, offer, title];
  }

  /** What has to be downloaded before it can answer, in bytes. */
  async missingBytes(): Promise<number> {
    const missing = await this.#side.missing([this.#offer]);
    return missing.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Downloads what is missing.
   * @param onProgress is told in words
   * @throws DeviceFailure, or an AbortError when the signal aborts
   */
  async load(onProgress: (text: string) => void, signal: AbortSignal): Promise<void> {
    if ((await this.missingBytes()) > 0) await this.#side.load([this.#offer], signal, onProgress);
  }

  /**
   * Answers a frame, and closes it.
   * @throws DeviceFailure
   */
  answer(frame: ImageBitmap): Promise<FrameAnswer> {
    return this.#side.device.ask({ do: 'frame', model: this.#offer.name, frame }, { transfer: [frame] });
  }
}
