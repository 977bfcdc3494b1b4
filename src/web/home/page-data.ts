import type { ScriptTexts } from '../../i18n/texts.ts';
import type { HomeModel } from './home-model.ts';

/** What the page's script is told by the server. */
export interface PageData {
  readonly language: string;
  readonly texts: ScriptTexts;
  readonly models: readonly Pick<HomeModel, 'name' | 'title' | 'short_side'>[];
  /** Models that can be asked together, with commas between; null where there are none. */
  readonly both: string | null;
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
}

/** The id of the element that holds it. */
export const PAGE_DATA = 'page-data';
