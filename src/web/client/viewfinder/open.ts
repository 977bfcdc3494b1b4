import type { Language } from '../../../contract/names.ts';
import type { createTranslator, Translator } from '../../../i18n/texts.ts';
import type { shortLabel } from '../../answer/label.ts';
import type { PageData } from '../../pages/home/page-data.ts';
import type { DeviceSide } from '../device/device-side.ts';
import { FrameModel } from './frame-model.ts';
import { loadLiveTexts } from './live-texts.ts';
import { Viewfinder } from './viewfinder.ts';

/** What the page knows. */
export interface LivePage {
  readonly data: PageData;
  readonly t: Translator;
  readonly side: DeviceSide;
  /** Names of the chosen models. */
  readonly chosen: readonly string[];
  readonly createTranslator: typeof createTranslator;
  readonly shortLabel: typeof shortLabel;
}

/**
 * Opens the live view over the page, until it is closed. The chosen model answers; of several, or where browsers do not get
 * the chosen one, the smallest. Without a network, a model that is here answers.
 *
 * @returns the frame that was kept, as JPEG; undefined if none was
 */
export async function openLive({ data, t, side, chosen, ...page }: LivePage): Promise<Blob | undefined> {
  const texts = page.createTranslator(t.language, await loadLiveTexts(t.language as Language));
  const { offers } = data.device;
  // Without a network nothing can be downloaded.
  const here = navigator.onLine ? [] : await side.here(chosen);
  const wanted = offers.filter(({ name }) => (here.length > 0 ? here : chosen).includes(name));
  const [offer] = [...(wanted.length > 0 ? wanted : offers)].sort((a, b) => a.bytes - b.bytes);
  if (offer === undefined) return undefined;
  const title = data.models.find(({ name }) => name === offer.name)?.title ?? offer.name;
  const model = new FrameModel(side, offer, title);
  return new Viewfinder({ page: t, t: texts, shortLabel: page.shortLabel, model }).open();
}
