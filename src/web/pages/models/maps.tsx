import type { FC } from 'hono/jsx';

import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';

interface MapsProps {
  readonly t: Translator<TextKey>;
  readonly model: ModelEntry;
}

/** What was measured of a model's heat maps, beside maps that know nothing. */
export const Maps: FC<MapsProps> = ({ t, model: { measured } }) => {
  const maps = measured?.explainability?.at(-1);
  const gain = (of: { readonly insertion_auc: number; readonly deletion_auc: number }): string =>
    formatNumber(t, of.insertion_auc - of.deletion_auc, 2);
  return (
    <>
      <h2 id="maps">{t('model.maps')}</h2>
      {maps === undefined ? (
        <p>{t('model.maps.none')}</p>
      ) : (
        <p>
          <MessageText
            t={t}
            message={{
              key: 'model.maps.of',
              names: { pictures: maps.pictures },
              command: maps.command,
              values: {
                maps: gain(maps),
                shuffled: gain(maps.controls.shuffled),
                count: formatNumber(t, maps.count),
                date: maps.date,
              },
            }}
          />
        </p>
      )}
    </>
  );
};
