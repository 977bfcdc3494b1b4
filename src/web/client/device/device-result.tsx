import type { Child, FC } from 'hono/jsx';

import type { StartKind } from '../../../contract/names.ts';
import { modelAnswers } from '../../answer/comparison.ts';
import { answerCost, answerStart } from '../../answer/cost.ts';
import { type ShownAnswer, shownModels } from '../../answer/shown-answer.ts';
import { browserSpans, type TimeSpan } from '../../answer/time-spans.ts';
import { type Lane, Waterfall } from '../../answer/waterfall.tsx';
import type { DeviceAnswer } from '../../device/messages.ts';
import { formatBytes, formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { ApiAnswer } from '../api-client.ts';
import { type DeviceOutcome, deviceTotal } from '../outcome.ts';

/** The answer of this device as the page shows every answer. */
export function shownDevice({ models, together, photo }: DeviceAnswer): ShownAnswer {
  const [only] = models;
  if (together !== null) return { models, ...together, photo };
  if (only === undefined) throw new Error('no model answered');
  return { ...only, photo };
}

/** `cold` if anything had to be loaded into memory. */
export function deviceStart({ models }: DeviceAnswer): StartKind {
  return models.some(({ start }) => start === 'cold') ? 'cold' : 'warm';
}

interface DeviceCostProps {
  readonly t: Translator;
  readonly titleOf: (model: string) => string;
  readonly device: DeviceOutcome;
  /** Whether the picture left this device; null where that is not known. */
  readonly sent: boolean | null;
  /** When the answer was on the screen, in ms since the picture was chosen. */
  readonly rendered?: number | undefined;
}

/** What an answer of this device cost. */
export const DeviceCost: FC<DeviceCostProps> = ({ t, titleOf, device, sent, rendered }) => {
  const { answer } = device;
  const bytes = answer.models.reduce((sum, { model_bytes }) => sum + model_bytes, 0);
  return (
    <section class="card cost" aria-labelledby="device-cost-heading">
      <h2 id="device-cost-heading">{t('device.cost')}</h2>
      {answer.models.map(({ model, start, runs_before }) => (
        <p class="start">
          <span class={`badge badge-${start}`}>{t(`cost.${start}`)}</span>{' '}
          {answer.models.length > 1 && <strong>{titleOf(model)} </strong>}
          <span>{t(start === 'cold' ? 'device.why.cold' : 'device.why.warm', { runs: runs_before })}</span>
        </p>
      ))}
      <dl class="totals">
        <div>
          <dt>{t('device.total')}</dt>
          <dd>
            {formatMilliseconds(t, Math.round(deviceTotal(device)))} <small>ms</small>
          </dd>
        </div>
        <div>
          <dt>{t('device.heap')}</dt>
          <dd>{formatBytes(t, answer.heap_bytes)}</dd>
        </div>
        <div>
          <dt>{t('cost.model', { engine: 'simd' })}</dt>
          <dd>{formatBytes(t, bytes)}</dd>
        </div>
      </dl>
      <Waterfall t={t} lanes={[deviceLane(t, titleOf, device, rendered)]} />
      {sent === false && <p class="note">{t('device.sent')}</p>}
    </section>
  );
};

interface PlacesProps extends Omit<DeviceCostProps, 'rendered' | 'sent'> {
  readonly edge: ApiAnswer;
}

/** The edge and this device side by side: the same picture, each with its own clocks, on one scale. */
export const Places: FC<PlacesProps> = ({ t, titleOf, edge, device }) => {
  const { answer, times } = edge;
  const cost = answerCost(answer, titleOf);
  const rows = [
    {
      place: t('place.edge'),
      engine: [...new Set(modelAnswers(answer).map((model) => model.engine))].join(', '),
      start: answerStart(answer),
      ms: times.read,
      sent: answer.photo.bytes,
    },
    {
      place: t('place.device'),
      engine: 'simd',
      start: deviceStart(device.answer),
      ms: deviceTotal(device),
      sent: 0,
    },
  ];
  return (
    <section class="card places" aria-labelledby="places-heading">
      <h2 id="places-heading">{t('places.heading')}</h2>
      <p class="agreement">
        <Same t={t} edge={answer} device={shownDevice(device.answer)} />
      </p>
      <div class="table" role="region" aria-label={t('places.table')} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('places.place')}</th>
              <th scope="col">{t('places.engine')}</th>
              <th scope="col">{t('history.start')}</th>
              <th scope="col">{t('places.ms')}</th>
              <th scope="col">{t('places.sent')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ place, engine, start, ms, sent }) => (
              <tr>
                <th scope="row">{place}</th>
                <td>{engine}</td>
                <td>{t(`cost.${start}`)}</td>
                <td>{formatMilliseconds(t, Math.round(ms))}</td>
                <td>{formatBytes(t, sent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Waterfall
        t={t}
        lanes={[
          { title: t('places.browser'), spans: browserSpans(times, cost.total_ms) },
          {
            title: t('places.server'),
            note: t('waterfall.serverStep', { name: cost.clock.name, step: cost.clock.resolution_ms }),
            spans: cost.spans(times.answered),
          },
          deviceLane(t, titleOf, device),
        ]}
      />
      <p class="note">{t('places.note')}</p>
    </section>
  );
};

/** Whether both places gave the same classes, and how far their scores are from each other. */
const Same: FC<{ t: Translator; edge: ShownAnswer; device: ShownAnswer }> = ({ t, edge, device }): Child => {
  const pairs = shownModels(edge).map((model, i) => [model.predictions, shownModels(device)[i]?.predictions] as const);
  const isSame = pairs.every(([a, b]) => a.length === b?.length && a.every(({ index }, i) => index === b[i]?.index));
  const distance = pairs.reduce((most, [a, b = []]) => {
    const scores = new Map(b.map(({ index, score }) => [index, score]));
    return a.reduce((largest, { index, score }) => {
      const other = scores.get(index);
      return other === undefined ? largest : Math.max(largest, Math.abs(score - other));
    }, most);
  }, 0);
  return (
    <>
      <span class={`badge ${isSame ? 'badge-same' : 'badge-other'}`}>
        {t(isSame ? 'places.same' : 'places.different')}
      </span>{' '}
      {t('places.distance', { points: formatNumber(t, 100 * distance, 3) })}
    </>
  );
};

/** The phases on this device, one after the other. */
function deviceLane(t: Translator, titleOf: (model: string) => string, device: DeviceOutcome, rendered?: number): Lane {
  const { answer, prepared, tried } = device;
  const spans: TimeSpan[] = [{ phase: 'prepare', text: 'phase.prepare', start: 0, ms: prepared }];
  let at = prepared;
  const add = (
    phase: 'wait' | 'load' | 'decode' | 'preprocess' | 'infer' | 'explain' | 'rest',
    ms: number,
    model?: string,
  ) => {
    spans.push({ phase, text: `phase.${phase}`, start: at, ms, ...(model !== undefined && { model }) });
    at += ms;
  };
  if (tried !== undefined) add('wait', tried);
  const several = answer.models.length > 1;
  answer.models.forEach(({ model, phases_ms }, i) => {
    const title = several ? titleOf(model) : undefined;
    add('load', phases_ms.load, title);
    // One picture for all of them.
    if (i === 0) add('decode', answer.decode_ms, title);
    add('preprocess', phases_ms.preprocess, title);
    add('infer', phases_ms.infer, title);
    if (phases_ms.explain !== null) add('explain', phases_ms.explain, title);
  });
  const end = deviceTotal(device);
  const rest = end - at;
  if (rest > 0) add('rest', rest);
  if (rendered !== undefined) {
    spans.push({ phase: 'render', text: 'phase.render', start: end, ms: Math.max(0, rendered - end) });
  }
  return { title: t('device.clock'), spans };
}
