import type { Explanation } from '../../../contract/explanation.ts';
import { shortLabel } from '../../answer/label.ts';
import type { Translator } from '../../../i18n/texts.ts';
import { drawHeatMap } from './heat-map.ts';
import { canvasContext, type PreparedPicture } from './prepared-picture.ts';

/** The heat maps of one model. */
export interface Maps {
  readonly explanations: readonly Explanation[];
  /** Size of the upright picture at the server, in pixels. */
  readonly photo: { readonly width: number; readonly height: number };
}

/** A figure with the picture, and the heat map of one class over it. */
export class PictureFigure {
  readonly element = document.createElement('figure');
  readonly #t: Translator;
  readonly #preview: HTMLCanvasElement | null;
  readonly #canvas = document.createElement('canvas');
  readonly #maps: Maps | undefined;
  #shown: Explanation | undefined;
  #strength: number;

  /**
   * @param strength opacity of the heat map, in [0, 1]
   * @param maps the heat maps; the figure shows only the picture if left out
   */
  constructor(t: Translator, picture: PreparedPicture, strength: number, maps?: Maps) {
    this.#t = t;
    this.#preview = picture.preview;
    this.#maps = maps;
    this.#shown = maps?.explanations[0];
    this.#strength = strength;
    this.element.className = 'picture';
    this.#canvas.setAttribute('role', 'img');
    if (this.#preview !== null) this.element.append(this.#canvas);
    this.#draw();
  }

  /** Shows the heat map of another class. */
  show(index: number): void {
    this.#shown = this.#maps?.explanations.find((explanation) => explanation.index === index);
    this.#draw();
  }

  /** Changes the opacity of the heat map. @param strength in [0, 1] */
  fade(strength: number): void {
    this.#strength = strength;
    this.#draw();
  }

  #draw(): void {
    const preview = this.#preview;
    if (preview === null) return;
    if (this.#canvas.width !== preview.width || this.#canvas.height !== preview.height) {
      this.#canvas.width = preview.width;
      this.#canvas.height = preview.height;
    }
    const shown = this.#shown;
    if (shown === undefined || this.#maps === undefined) {
      this.#canvas.setAttribute('aria-label', this.#t('answer.picture'));
      canvasContext(this.#canvas).drawImage(preview, 0, 0);
      return;
    }
    const isEmpty = shown.map.values.every((value) => value === 0);
    const label = shortLabel(shown.label);
    this.#canvas.setAttribute('aria-label', this.#t(isEmpty ? 'map.nothing' : 'map.of', { label }));
    drawHeatMap(this.#canvas, preview, this.#maps.photo, shown, this.#strength);
  }
}
