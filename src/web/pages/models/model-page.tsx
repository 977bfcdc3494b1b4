import type { FC } from 'hono/jsx';

import type { ModelEntry, ModelSource } from '../../../catalogue/manifest.ts';
import { teacherOf } from '../../../catalogue/teacher.ts';
import type { EngineName } from '../../../contract/names.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { MessageText } from '../../layout/message-text.tsx';
import { Accuracy } from './accuracy.tsx';
import { Card } from './card.tsx';
import { EngineTable } from './engine-table.tsx';
import { Fact, Facts } from './facts.tsx';
import { Maps } from './maps.tsx';
import { SourceLink } from './source-link.tsx';

interface ModelPageProps {
  readonly t: Translator<TextKey>;
  readonly model: ModelEntry;
  readonly isDefault: boolean;
  readonly source: ModelSource;
  /** Those of this deployment that can run it. */
  readonly engines: readonly EngineName[];
  /** Names of its quantised variants. */
  readonly variants: readonly string[];
  /** In Markdown; null if there is none. */
  readonly card: string | null;
}

/** The page at `/models/{name}`: what is known about a model that is served, and where that comes from. */
export const ModelPage: FC<ModelPageProps> = ({ t, model, isDefault, source, engines, variants, card }) => {
  const { name, title, description, variant, trained_head, input } = model;
  const teacher = teacherOf(source);
  const [, height, width] = input.size;
  const origins = [
    ...(variant === undefined ? [] : [{ key: 'model.variantOf', names: { name: variant.of } } as const]),
    ...(trained_head === undefined
      ? []
      : [{ key: 'model.trainedOn', names: { name: trained_head.backbone } } as const]),
    ...(teacher === null || trained_head !== undefined
      ? []
      : [{ key: 'model.distilled', names: { name: teacher } } as const]),
  ];
  return (
    <Layout title={`${title} · EdgeLens`} t={t}>
      <Header t={t} path={`/models/${name}`} />
      <main id="main" class="model">
        <div class="intro">
          <h1 lang="en">{title}</h1>
          <p lang="en">{description}</p>
        </div>
        {origins.map((message) => (
          <p>
            <MessageText t={t} message={message} />
          </p>
        ))}
        {isDefault && <p>{t('model.default')}</p>}
        <h2>{t('model.facts')}</h2>
        <Facts>
          <Fact name={t('model.name')}>
            <code lang="en">{name}</code>
          </Fact>
          <Fact name={t('model.licence')}>
            <span lang="en">{model.licence}</span>
          </Fact>
          <Fact name={t('model.source')}>
            <SourceLink source={source} />
          </Fact>
          <Fact name={t('model.classes')}>{formatNumber(t, model.classes.count)}</Fact>
          <Fact name={t('model.input')}>{t(`model.input.${input.crop_mode}`, { width, height })}</Fact>
          <Fact name={t('model.parameters')}>{formatNumber(t, model.parameters)}</Fact>
          <Fact name={t('model.macs')}>{formatNumber(t, model.macs)}</Fact>
        </Facts>
        <Accuracy t={t} model={model} />
        <EngineTable t={t} model={model} engines={engines} />
        <Maps t={t} model={model} />
        {variants.length > 0 && (
          <>
            <h2>{t('model.variants')}</h2>
            <ul class="ways">
              {variants.map((variant) => (
                <li>
                  <a href={`/models/${variant}`} lang="en">
                    {variant}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>{t('model.ways')}</h2>
        <ul class="ways">
          <li>
            <a href={`/latency?model=${name}`}>{t('model.latency')}</a>
          </li>
          <li>
            <a href="/compare">{t('model.compare')}</a>
          </li>
          <li>
            <a href={`/v1/models/${name}?lang=${t.language}`}>{t('model.json')}</a>
          </li>
          <li>
            <a href="/models">{t('model.list')}</a>
          </li>
        </ul>
        {card !== null && <Card t={t} card={card} />}
      </main>
    </Layout>
  );
};
