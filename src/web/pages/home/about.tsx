import type { FC } from 'hono/jsx';

import { formatBytes, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { HomeGate, HomeModel } from './page-data.ts';

interface AboutProps {
  readonly t: Translator;
  readonly origin: string;
  readonly models: readonly HomeModel[];
  readonly gate: HomeGate;
}

/** Below the tool: what happens to pictures, a table of the models, a command for the terminal. */
export const About: FC<AboutProps> = ({ t, origin, models, gate }) => (
  <div class="about">
    <h2>{t('about.heading')}</h2>
    <p>{t('about.text')}</p>
    <p>{t('install.hint')}</p>
    <h2>{t('about.models')}</h2>
    <div class="table" role="region" aria-label={t('about.models')} tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('table.name')}</th>
            <th scope="col">{t('table.classes')}</th>
            <th scope="col">{t('table.parameters')}</th>
            <th scope="col">{t('table.macs')}</th>
            <th scope="col">{t('table.size')}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr>
              <th scope="row">
                <a href={`/models/${model.name}`}>{model.name}</a>
              </th>
              <td>{formatNumber(t, model.classes)}</td>
              <td>{formatNumber(t, model.parameters / 1e6, 2)} M</td>
              <td>{formatNumber(t, model.macs / 1e6)} M</td>
              <td>{formatBytes(t, model.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {models.map(({ name, teacher }) => teacher !== null && <p>{t('about.standIn', { name, teacher })}</p>)}
    <h2>{t('about.terminal')}</h2>
    <pre tabindex={0}>
      <code>{`curl -F image=@photo.jpg ${gate.kind === 'open' ? '' : "-H 'Authorization: Bearer KEY' "}${origin}/v1/classify`}</code>
    </pre>
    <p>
      <a href="/docs">{t('nav.api')}</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/v1/models">/v1/models</a> ·{' '}
      <a href="/readyz">/readyz</a>
    </p>
  </div>
);
