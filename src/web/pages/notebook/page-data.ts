import type { NotebookTexts } from '../../../i18n/texts.ts';

/** What the server tells the notebook's script. */
export interface NotebookData {
  readonly language: string;
  readonly texts: NotebookTexts;
  readonly models: readonly { readonly name: string; readonly title: string }[];
}
