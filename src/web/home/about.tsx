import type { FC } from 'hono/jsx';

import { bytesOf, numberOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';
import type { HomeGate, HomeModel } from './home-model.ts';

interface AboutProps {
  readonly say: Say;
  readonly origin: string;
  readonly models: readonly HomeModel[];
  readonly gate: HomeGate;
}

/** What stands below the tool: what happens to pictures, the models, a line for the terminal. */
export const About: FC<AboutProps> = ({ say, origin, models, gate }) => (
  <div class="about">
    <h2>{say('about.heading')}</h2>
    <p>{say('about.text')}</p>
    <p>{say('install.hint')}</p>
    <h2>{say('about.models')}</h2>
    <div class="table" role="region" aria-label={say('about.models')} tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('table.name')}</th>
            <th scope="col">{say('table.classes')}</th>
            <th scope="col">{say('table.parameters')}</th>
            <th scope="col">{say('table.macs')}</th>
            <th scope="col">{say('table.size')}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr>
              <th scope="row">
                <a href={`/v1/models/${model.name}`}>{model.name}</a>
              </th>
              <td>{numberOf(say, model.classes)}</td>
              <td>{numberOf(say, model.parameters / 1e6, 2)} M</td>
              <td>{numberOf(say, model.macs / 1e6)} M</td>
              <td>{bytesOf(say, model.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <h2>{say('about.terminal')}</h2>
    <pre tabindex={0}>
      <code>{`curl -F image=@photo.jpg ${gate.kind === 'open' ? '' : "-H 'Authorization: Bearer KEY' "}${origin}/v1/classify`}</code>
    </pre>
    <p>
      <a href="/docs">{say('nav.api')}</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/v1/models">/v1/models</a> ·{' '}
      <a href="/readyz">/readyz</a>
    </p>
  </div>
);
