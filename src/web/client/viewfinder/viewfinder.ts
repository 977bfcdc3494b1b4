import { formatBytes } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import { Camera, CameraFault } from './camera.ts';
import { FrameLoop } from './frame-loop.ts';
import { FrameMeter } from './frame-meter.ts';
import type { FrameModel } from './frame-model.ts';
import type { LiveKey } from './live-texts.ts';
import { type LiveAct, type Notice, ViewfinderScreen } from './screen.tsx';
import { type SteadyAnswer, SteadyLabel } from './steady-label.ts';
import { keepStill } from './still.ts';

/** Frames a second at most: nobody sees more, and each costs battery. */
const LIMIT = 30;
/** The camera is switched off when nothing was touched for so long. */
const REST_AFTER_MIN = 3;
/** Numbers change this seldom, so that they can be read, in ms. */
const READABLE = 500;
/** How long the sentence about a turned device stands, in ms. */
const TURNED = 2500;

/** What a viewfinder needs. */
export interface ViewfinderParts {
  /** Texts of the page. */
  readonly page: Translator;
  readonly t: Translator<LiveKey>;
  /** What is shown of a label. */
  readonly shortLabel: (label: string) => string;
  readonly model: FrameModel;
}

/** The camera in the page, whose frames are answered on this device as they come. */
export class Viewfinder {
  readonly #page: Translator;
  readonly #t: Translator<LiveKey>;
  readonly #model: FrameModel;
  readonly #screen: ViewfinderScreen;
  readonly #camera: Camera;
  readonly #loop: FrameLoop;
  readonly #meter = new FrameMeter();
  readonly #steady = new SteadyLabel();
  /** What goes on; it ends with each pause. */
  #running = new AbortController();
  #rest: ReturnType<typeof setTimeout> | undefined;
  #turned: ReturnType<typeof setTimeout> | undefined;
  /** What stands on the screen, and since when. */
  #shown: { readonly answer: SteadyAnswer; readonly at: number } | undefined;
  #still: Blob | undefined;
  /** Whether the question about the download stands on the screen: then the button allows it. */
  #asks = false;
  #mayLoad = false;

  constructor({ page, t, shortLabel, model }: ViewfinderParts) {
    [this.#page, this.#t, this.#model] = [page, t, model];
    this.#screen = new ViewfinderScreen(page, t, shortLabel);
    this.#camera = new Camera(this.#screen.video, () => {
      this.#stop(this.#again('live.lost'));
    });
    this.#loop = new FrameLoop(this.#screen.video, {
      limit: LIMIT,
      work: () => this.#look(this.#running.signal),
      onError: () => {
        this.#stop(this.#again('live.failed'));
      },
    });
  }

  /**
   * Opens it over the page, until it is closed.
   * @returns the frame that was kept, as JPEG; undefined if none was
   */
  async open(): Promise<Blob | undefined> {
    const closed = new AbortController();
    document.addEventListener(
      'visibilitychange',
      () => {
        this.#follow();
      },
      { signal: closed.signal },
    );
    void this.#begin();
    await this.#screen.show({
      onAct: (act) => {
        this.#act(act);
      },
      onTouch: () => {
        this.#stayAwake();
      },
      onTurn: () => {
        this.#turn();
      },
    });
    closed.abort();
    this.#pause();
    return this.#still;
  }

  #act(act: LiveAct): void {
    switch (act) {
      case 'close':
        this.#screen.close();
        break;
      case 'go':
        this.#mayLoad ||= this.#asks;
        void this.#begin();
        break;
      case 'shutter':
        void this.#keep();
    }
  }

  /** Opens the camera, has the model ready, and begins to look; unless the visitor has to allow a download first. */
  async #begin(): Promise<void> {
    this.#pause();
    const { signal } = (this.#running = new AbortController());
    const { title } = this.#model;
    try {
      await this.#camera.find();
      const bytes = await this.#model.missingBytes();
      if (signal.aborted) return;
      if (bytes > 0 && !this.#mayLoad) {
        this.#askForLoad(title, formatBytes(this.#page, bytes));
        return;
      }
      this.#screen.notice({ text: this.#t('live.asking') });
      await this.#camera.open(signal);
      this.#screen.notice({ text: this.#t('live.starting', { model: title }) });
      // Not before: who does not want the camera needs no model.
      await this.#model.load((text) => {
        this.#screen.notice({ text });
      }, signal);
      signal.throwIfAborted();
      this.#screen.notice({ text: this.#t('live.starting', { model: title }) });
      this.#loop.start();
    } catch (error) {
      if (signal.aborted) return;
      this.#stop(this.#again(error instanceof CameraFault ? `live.${error.fault}` : 'live.noModel'));
    }
  }

  #askForLoad(models: string, size: string): void {
    const text = this.#page('device.consentText', { models, size });
    this.#stop({ text, button: this.#page('device.load', { size }) });
    this.#asks = true;
  }

  /** Answers what the camera shows now. @param signal of what goes on */
  async #look(signal: AbortSignal): Promise<void> {
    try {
      const begin = performance.now();
      const answer = await this.#model.answer(await createImageBitmap(this.#screen.video));
      if (signal.aborted) return;
      const now = performance.now();
      this.#meter.add(now, now - begin);
      this.#say(this.#steady.update(answer, now), now);
    } catch (error) {
      // The camera was switched off meanwhile.
      if (!signal.aborted) throw error;
    }
  }

  #say(answer: SteadyAnswer | undefined, now: number): void {
    if (answer === undefined) return;
    const before = this.#shown;
    if (before === undefined) {
      this.#screen.notice();
      this.#screen.live = true;
    }
    const isNew = before?.answer.index !== answer.index || before.answer.named !== answer.named;
    if (!isNew && now - before.at < READABLE) return;
    this.#shown = { answer, at: now };
    if (before === undefined) this.#stayAwake();
    this.#screen.label(answer, now);
    const rate = this.#meter.read();
    if (rate !== undefined) this.#screen.rate(rate);
  }

  /** Keeps what the camera shows, and closes. */
  async #keep(): Promise<void> {
    if (this.#shown === undefined) return;
    try {
      this.#still = await keepStill(this.#screen.video);
      this.#screen.close();
    } catch {
      this.#stop(this.#again('live.failed'));
    }
  }

  /** Switches the camera off while nobody can see the page. */
  #follow(): void {
    if (document.hidden) this.#stop({ text: '', button: this.#t('live.goOn') });
    else void this.#begin();
  }

  /** The device was turned: what was seen is no longer there. */
  #turn(): void {
    if (this.#shown === undefined) return;
    this.#steady.reset();
    this.#screen.notice({ text: this.#t('live.turned') });
    clearTimeout(this.#turned);
    this.#turned = setTimeout(() => {
      this.#screen.notice();
    }, TURNED);
  }

  /** Begins to count anew how long nothing was touched. */
  #stayAwake(): void {
    if (this.#shown === undefined) return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(
      () => {
        const text = this.#t('live.resting', { minutes: REST_AFTER_MIN });
        this.#stop({ text, button: this.#t('live.goOn') });
      },
      REST_AFTER_MIN * 60 * 1000,
    );
  }

  #again(key: LiveKey): Notice {
    return { text: this.#t(key), button: this.#t('live.retry') };
  }

  /** Ends what goes on, and says why. */
  #stop(notice: Notice): void {
    this.#pause();
    this.#screen.notice(notice);
  }

  #pause(): void {
    this.#asks = false;
    this.#running.abort();
    this.#loop.stop();
    this.#camera.close();
    clearTimeout(this.#rest);
    clearTimeout(this.#turned);
    this.#shown = undefined;
    this.#meter.reset();
    this.#steady.reset();
    this.#screen.live = false;
  }
}
