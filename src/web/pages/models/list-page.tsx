import type { FC } from 'hono/jsx';

import type { AvailableModel } from '../../../catalogue/catalogue.ts';
import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { modelBytes } from '../../../catalogue/served-files.ts';
import type { EngineName } from '../../../contract/names.ts';
import { formatMebibytes, formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';

interface ModelListPageProps {
  readonly t: Translator<TextKey>;
  /** Those that are served, with the engines that can run each. */
  readonly models: readonly { readonly model: ModelEntry; readonly engines: readonly EngineName[] }[];
  /** Those that could be added. */
  readonly available: readonly AvailableModel[];
}

/** The page at `/models`: what is served, and what could be. */
export const ModelListPage: FC<ModelListPageProps> = ({ t, models, available }) => (
  <Layout title={`${t('model.list')} · EdgeLens`} t={t}>
    <Header t={t} path="/models" />
    <main id="main" class="model">
      <div class="intro">
        <h1>{t('model.list')}</h1>
        <p>{t('model.list.lead')}</p>
      </div>
      <ul class="entries">
        {models.map(({ model, engines }) => (
          <li>
            <a href={`/models/${model.name}`} lang="en">
              {model.name}
            </a>
            <p class="note">
              {engines.map((engine) => (
                <>
                  {formatMebibytes(t, modelBytes(model, engine))} <span lang="en">{engine}</span>
                  {' · '}
                </>
              ))}
              {t('model.list.facts', { classes: formatNumber(t, model.classes.count), licence: model.licence })}
            </p>
          </li>
        ))}
      </ul>
      <p>
        <a href="/compare">{t('site.compare')}</a>
      </p>
      <details>
        <summary>{t('model.list.more', { count: available.length })}</summary>
        <p class="note">{t('model.list.moreHint')}</p>
        <ul class="names" lang="en">
          {available.map(({ name }) => (
            <li>
              <a href={`/models/${name}`}>{name}</a>
            </li>
          ))}
        </ul>
      </details>
    </main>
  </Layout>
);
