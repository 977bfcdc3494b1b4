import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';
import { SAMPLES, thumbnailPath } from './samples.ts';

/** The page's own pictures. They submit the form of the picker, without scripts, too. */
export const SamplesList: FC<{ t: Translator }> = ({ t }) => (
  <div class="samples">
    <p id="samples-heading">{t('pick.samples')}</p>
    <ul aria-labelledby="samples-heading">
      {SAMPLES.map(({ name, text }) => (
        <li>
          <button
            type="submit"
            form="picker"
            class="sample"
            formaction={`/?sample=${name}`}
            formnovalidate
            data-sample={name}
          >
            <img src={thumbnailPath(name)} width="96" height="96" alt={t(text)} />
          </button>
        </li>
      ))}
    </ul>
  </div>
);
