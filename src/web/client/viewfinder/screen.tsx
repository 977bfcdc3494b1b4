import type { FC } from 'hono/jsx';

import { formatNumber, formatPercent } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import { nodeOf } from '../dom.ts';
import type { FrameRate } from './frame-meter.ts';
import type { LiveKey } from './live-texts.ts';
import type { SteadyAnswer } from './steady-label.ts';
import css from './viewfinder.css' with { type: 'text' };

/** A screen reader hears new labels this seldom, in ms. */
const SPOKEN = 3000;

/** What a button of the viewfinder does. `go`: what its notice asks for. */
export type LiveAct = 'shutter' | 'close' | 'go';

/** What is to be read in the place of a label, and the button beside it. */
export interface Notice {
  readonly text: string;
  readonly button?: string;
}

/** What a viewfinder is told. */
export interface ScreenHandlers {
  /** A button was pressed. */
  readonly onAct: (act: LiveAct) => void;
  /** Something was touched, or a key was pressed. */
  readonly onTouch: () => void;
  /** The device was turned. */
  readonly onTurn: () => void;
}

/** The style of the viewfinder, which pages without one do not load. */
const style = new CSSStyleSheet();
style.replaceSync(css);

const Dialog: FC<{ t: Translator<LiveKey> }> = ({ t }) => (
  <dialog class="viewfinder" aria-label={t('live.title')}>
    <div class="live-stage">
      <div class="live-view">
        <video muted playsinline disablepictureinpicture aria-hidden="true"></video>
        <div class="live-seen"></div>
      </div>
      <p class="live-rate"></p>
    </div>
    <div class="live-readout">
      <p class="live-label"></p>
      <p class="live-score"></p>
      <p class="live-notice" role="status"></p>
      <button type="button" class="live-go" data-live="go" hidden></button>
    </div>
    <button type="button" class="live-shutter" data-live="shutter" aria-label={t('live.shutter')} autofocus></button>
    <button type="button" class="live-close" data-live="close" aria-label={t('live.close')}>
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="m6 6 12 12M18 6 6 18" />
      </svg>
    </button>
    <p class="visually-hidden live-spoken" role="status"></p>
  </dialog>
);

/** The viewfinder on the screen: what the camera sees, what the model says to it, and its buttons. */
export class ViewfinderScreen {
  readonly video: HTMLVideoElement;
  readonly #t: Translator<LiveKey>;
  /** Texts of the page. */
  readonly #page: Translator;
  readonly #shortLabel: (label: string) => string;
  readonly #dialog: HTMLDialogElement;
  #spoken: { readonly index: number; readonly at: number } | undefined;

  /** @param shortLabel what is shown of a label */
  constructor(page: Translator, t: Translator<LiveKey>, shortLabel: (label: string) => string) {
    [this.#page, this.#t, this.#shortLabel] = [page, t, shortLabel];
    const dialog = nodeOf(<Dialog t={t} />);
    if (!(dialog instanceof HTMLDialogElement)) throw new Error('the viewfinder is no dialog');
    this.#dialog = dialog;
    this.video = this.#find('video', HTMLVideoElement);
    // Chromium takes the attribute, and lets the property be false in an element that a script has made.
    this.video.muted = true;
  }

  /** Shows it over the page, until it is closed by whatever. */
  async show({ onAct, onTouch, onTurn }: ScreenHandlers): Promise<void> {
    const closed = new AbortController();
    const { signal } = closed;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
    document.body.append(this.#dialog);
    this.#dialog.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-live]') : null;
      if (button !== null) onAct(button.dataset['live'] as LiveAct);
    });
    for (const touch of ['pointerdown', 'keydown']) this.#dialog.addEventListener(touch, onTouch);
    this.video.addEventListener('resize', () => {
      if (this.#fit()) onTurn();
    });
    screen.orientation.addEventListener('change', onTurn, { signal });
    this.#dialog.showModal();
    await new Promise((resolve) => {
      this.#dialog.addEventListener('close', resolve);
    });
    closed.abort();
    this.#dialog.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== style);
  }

  close(): void {
    this.#dialog.close();
  }

  /** Whether the camera shows what can be kept. */
  set live(isLive: boolean) {
    this.#dialog.classList.toggle('is-live', isLive);
    this.#find('.live-shutter', HTMLElement).ariaDisabled = String(!isLive);
    if (isLive) return;
    for (const place of ['.live-label', '.live-score', '.live-rate', '.live-spoken']) this.#write(place, '');
    this.#spoken = undefined;
  }

  /** Says something in the place of a label; nothing if left out. */
  notice({ text, button = '' }: Notice = { text: '' }): void {
    this.#write('.live-notice', text);
    this.#write('.live-go', button);
    const go = this.#find('.live-go', HTMLElement);
    const hadFocus = document.activeElement === go;
    go.hidden = button === '';
    if (button !== '') go.focus();
    else if (hadFocus) this.#find('.live-shutter', HTMLElement).focus();
  }

  /** Shows what the frames say, and tells a screen reader now and then. @param at now, in ms */
  label({ index, label, score, named }: SteadyAnswer, at: number): void {
    const name = this.#shortLabel(label);
    const share = formatPercent(this.#page, score);
    this.#write('.live-label', named ? name : this.#t('live.unsure'));
    this.#write('.live-score', named ? share : '');
    this.#dialog.classList.toggle('is-unsure', !named);
    if (!named || this.#spoken?.index === index || at - (this.#spoken?.at ?? -Infinity) < SPOKEN) return;
    this.#spoken = { index, at };
    this.#write('.live-spoken', this.#t('live.says', { label: name, score: share }));
  }

  rate({ fps, ms }: FrameRate): void {
    const frames = this.#t('live.rate', { fps: formatNumber(this.#page, fps) });
    const duration = this.#t('live.duration', { ms: formatNumber(this.#page, ms) });
    this.#write('.live-rate', `${frames} · ${duration}`);
  }

  /** Takes the shape of the picture. @returns whether it stood the other way before */
  #fit(): boolean {
    const { videoWidth, videoHeight } = this.video;
    // It has no size when the camera is switched off.
    if (videoWidth === 0) return false;
    const view = this.#find('.live-view', HTMLElement);
    view.style.setProperty('--ratio', String(videoWidth / videoHeight));
    const before = view.dataset['stands'];
    const stands = videoHeight > videoWidth ? 'upright' : 'across';
    view.dataset['stands'] = stands;
    return before !== undefined && before !== stands;
  }

  /** What stands there already is left alone, because screen readers would read it again. */
  #write(selector: string, text: string): void {
    const element = this.#find(selector, HTMLElement);
    if (element.textContent !== text) element.textContent = text;
  }

  #find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
    const element = this.#dialog.querySelector(selector);
    if (element instanceof kind) return element;
    throw new Error(`the viewfinder has no ${selector}`);
  }
}
