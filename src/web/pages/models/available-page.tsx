import type { FC } from 'hono/jsx';

import type { AvailableModel, Catalogue } from '../../../catalogue/catalogue.ts';
import { formatMebibytes, formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { Fact, Facts } from './facts.tsx';

interface AvailablePageProps {
  readonly t: Translator<TextKey>;
  readonly model: AvailableModel;
  readonly sources: Catalogue['sources'];
}

/** The page at `/models/{name}` of a model that is not served, and could be added. */
export const AvailablePage: FC<AvailablePageProps> = ({ t, model, sources }) => {
  const [, height, width] = model.input.size;
  return (
    <Layout title={`${model.title} · EdgeLens`} t={t}>
      <Header t={t} path={`/models/${model.name}`} />
      <main id="main" class="model">
        <div class="intro">
          <h1 lang="en">{model.title}</h1>
          <p>{t('model.add')}</p>
        </div>
        <pre tabindex={0} lang="en">
          <code>npm run models -- add timm/{model.name}</code>
        </pre>
        <h2>{t('model.facts')}</h2>
        <Facts>
          <Fact name={t('model.name')}>
            <code lang="en">{model.name}</code>
          </Fact>
          <Fact name={t('model.licence')}>
            <span lang="en">{model.licence}</span>
          </Fact>
          <Fact name={t('model.source')}>
            <a href={`https://huggingface.co/timm/${model.name}`} lang="en">
              timm/{model.name}
            </a>
          </Fact>
          <Fact name={t('model.classes')}>{formatNumber(t, model.classes)}</Fact>
          <Fact name={t('model.input')}>{t(`model.input.${model.input.crop_mode}`, { width, height })}</Fact>
          <Fact name={t('model.parameters')}>{formatNumber(t, model.parameters)}</Fact>
          <Fact name={t('model.macs')}>{formatNumber(t, model.macs)}</Fact>
          <Fact name={t('model.size')}>{formatMebibytes(t, model.bytes)}</Fact>
          <Fact name={t('model.heap')}>{formatMebibytes(t, model.heap_bytes)}</Fact>
        </Facts>
        <h2>{t('model.accuracy')}</h2>
        {model.accuracy.length === 0 && <p>{t('model.accuracy.none')}</p>}
        {model.accuracy.map(({ top1, top5, size, source: key }) => {
          const source = sources[key];
          return (
            <p>
              {t.parts('model.accuracy.published', {
                top1: `${formatNumber(t, top1, 1)} %`,
                top5: `${formatNumber(t, top5, 1)} %`,
                size: String(size),
                source: (
                  <a href={source?.url} lang="en">
                    {source?.title ?? key}
                  </a>
                ),
              })}
            </p>
          );
        })}
        <h2>{t('model.ways')}</h2>
        <ul class="ways">
          <li>
            <a href="/compare">{t('model.compare')}</a>
          </li>
          <li>
            <a href="/models">{t('model.list')}</a>
          </li>
        </ul>
      </main>
    </Layout>
  );
};
