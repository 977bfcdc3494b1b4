import type { FC } from 'hono/jsx';

import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';
import { Fact, Facts } from './facts.tsx';

interface AccuracyProps {
  readonly t: Translator<TextKey>;
  readonly model: ModelEntry;
}

/** What was measured of a model's answers, on which pictures. */
export const Accuracy: FC<AccuracyProps> = ({ t, model: { measured = {} } }) => {
  const { accuracy = [], calibration, agreement } = measured;
  const percent = (value: number): string => `${formatNumber(t, value, 2)} %`;
  const interval = ([low, high]: readonly [number, number]): string =>
    `${formatNumber(t, low, 2)}–${formatNumber(t, high, 2)} %`;
  return (
    <>
      <h2 id="accuracy">{t('model.accuracy')}</h2>
      {accuracy.length === 0 && <p>{t('model.accuracy.none')}</p>}
      {accuracy.map(({ top1, top1_interval, top5, top5_interval, pictures, count, command, date }) => (
        <div class="figures">
          <Facts>
            <Fact name="top-1">
              {percent(top1)} {t('model.accuracy.interval', { interval: interval(top1_interval) })}
            </Fact>
            <Fact name="top-5">
              {percent(top5)} {t('model.accuracy.interval', { interval: interval(top5_interval) })}
            </Fact>
          </Facts>
          <p class="note">
            <MessageText
              t={t}
              message={{
                key: 'model.accuracy.of',
                names: { pictures },
                command,
                values: { count: formatNumber(t, count), date },
              }}
            />
          </p>
        </div>
      ))}
      {calibration !== undefined && (
        <p>
          {t('answer.calibrated', {
            count: formatNumber(t, calibration.count),
            error: formatNumber(t, calibration.error, 1),
          })}
        </p>
      )}
      {agreement !== undefined && (
        <p>
          <MessageText
            t={t}
            message={{
              key: 'model.agreement',
              names: { name: agreement.with },
              values: { percent: percent(agreement.top1), count: formatNumber(t, agreement.count) },
            }}
          />
        </p>
      )}
    </>
  );
};
