import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';
import { CameraIcon, LiveIcon, PictureIcon } from '../../layout/icons.tsx';
import type { HomeModel } from './page-data.ts';

interface PicturePickerProps {
  readonly t: Translator;
  readonly models: readonly HomeModel[];
  /** Names of two models that can be compared, with a comma between; null if there are none. */
  readonly both: string | null;
  /** Whether the visitor's browser may answer what its camera sees. */
  readonly live: boolean;
}

const FORMATS = 'image/jpeg,image/png,image/webp';

/**
 * Chooses a picture. Without scripts it is a plain form with a button for each model; with scripts it has large buttons.
 */
export const PicturePicker: FC<PicturePickerProps> = ({ t, models, both, live }) => (
  <form id="picker" class="picker" action="/" method="post" enctype="multipart/form-data">
    <div class="no-js-only plain">
      <label for="image">{t('pick.label')}</label>
      <input id="image" type="file" name="image" accept={FORMATS} required />
      <div class="row">
        {models.map(({ name, title }) => (
          <button type="submit" formaction={`/?model=${name}`}>
            {t('pick.submit', { model: title })}
          </button>
        ))}
        {both !== null && (
          <button type="submit" formaction={`/?models=${both}`}>
            {t('pick.submitBoth')}
          </button>
        )}
      </div>
    </div>
    <div class="js-only choices">
      <div class="choice choice-camera">
        <input id="camera" class="visually-hidden" type="file" accept="image/*" capture="environment" />
        <label class="big" for="camera">
          <CameraIcon />
          {t('pick.camera')}
        </label>
      </div>
      <div class="choice choice-file">
        <input id="file" class="visually-hidden" type="file" accept="image/*" multiple />
        <label class="big" for="file">
          <PictureIcon />
          <span class="fine-pointer">{t('pick.file')}</span>
          <span class="coarse-pointer">{t('pick.gallery')}</span>
        </label>
      </div>
      <p class="hint fine-pointer">{t('pick.hint')}</p>
      {live && (
        <div class="choice choice-live">
          <button type="button" id="live" class="big">
            <LiveIcon />
            {t('pick.live')}
          </button>
        </div>
      )}
    </div>
  </form>
);
