import type { ScriptTexts } from '../../../i18n/texts.ts';
import type { DeviceOffer } from '../../device/offer.ts';

/** A model on the page. */
export interface HomeModel {
  readonly name: string;
  readonly title: string;
  readonly classes: number;
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
  /** Shorter side in pixels to which a picture is resized before its middle is cut out. */
  readonly short_side: number;
  /** Name of the model that taught it; null if it was trained in the usual way. */
  readonly teacher: string | null;
  /** What it is among two that a visitor can choose between; null if it is neither. */
  readonly merit: 'fast' | 'accurate' | null;
}

/** For whom this deployment computes: everybody, holders of a key, verified visitors, or nobody for now. */
export type HomeGate =
  | { readonly kind: 'open' | 'key' | 'closed' }
  | { readonly kind: 'verification'; readonly siteKey: string; readonly action: string };

/** What the server tells the page's script. */
export interface PageData {
  readonly language: string;
  readonly texts: ScriptTexts;
  readonly models: readonly Pick<HomeModel, 'name' | 'title' | 'short_side'>[];
  /** Names of two models that can be compared, with a comma between; null if there are none. */
  readonly both: string | null;
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
  /** Path of the notebook's part of this page. */
  readonly notebook: string;
  /** What this deployment lets browsers do themselves. */
  readonly device: {
    readonly offers: readonly DeviceOffer[];
    /** Path of the Web Worker's script. */
    readonly worker: string;
    /** Paths of what has to be kept, besides models, to do without a network. */
    readonly files: readonly string[];
  };
}

/** Id of the element that holds the data. */
export const PAGE_DATA = 'page-data';
