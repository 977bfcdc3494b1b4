import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';

/** Id of the list of names that a browser offers; the page has one for all fields. */
export const CLASS_LIST = 'class-names';

interface NameFieldProps {
  readonly t: Translator;
  /** Unlike the ids of other fields on the page. */
  readonly id: string;
  readonly value: string;
}

/** What a picture is: any of the classes, or a new name. */
export const NameField: FC<NameFieldProps> = ({ t, id, value }) => (
  <div class="field">
    <label for={id}>{t('keep.itIs')}</label>
    <input
      id={id}
      type="text"
      name="truth"
      value={value}
      list={CLASS_LIST}
      maxlength={200}
      autocomplete="off"
      autocapitalize="off"
      aria-describedby={`${id}-hint`}
    />
    <p id={`${id}-hint`} class="note">
      {t('keep.itIsHint')}
    </p>
  </div>
);
