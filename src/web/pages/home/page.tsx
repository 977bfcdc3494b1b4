import { raw } from 'hono/html';
import type { Child, FC, PropsWithChildren } from 'hono/jsx';

import { Header } from '../../layout/header.tsx';
import type { Translator } from '../../../i18n/texts.ts';
import { Layout } from '../../layout/layout.tsx';
import { TurnstileForm } from '../../layout/turnstile.tsx';
import { webFile, webFiles } from '../../web-files.ts';
import { About } from './about.tsx';
import { type HomeGate, type HomeModel, PAGE_DATA, type PageData } from './page-data.ts';
import { ModelSelect } from './model-select.tsx';
import { Options } from './options.tsx';
import { PicturePicker } from './picture-picker.tsx';
import { PlaceSelect } from './place-select.tsx';
import { SamplesList } from './samples-list.tsx';

/** What the script imports, so that all of it is asked for at once. */
const LATER = webFiles.shell.filter((path) => path.endsWith('.js') && path !== webFile('page.ts'));

interface HomeProps {
  readonly t: Translator;
  readonly origin: string;
  readonly models: readonly HomeModel[];
  readonly gate: HomeGate;
  readonly data: PageData;
}

/**
 * The page at `/`: the tool that takes pictures and shows answers, and below it an explanation.
 * @param children the answer, if a browser without scripts has sent the form
 */
export const HomePage: FC<PropsWithChildren<HomeProps>> = ({ t, origin, models, gate, data, children }) => {
  const computes = gate.kind === 'open' || gate.kind === 'key';
  const tool = gate.kind === 'key' ? 'tool js-only' : 'tool';
  return (
    <Layout title={t('app.title')} t={t} script={webFile('page.ts')} preload={LATER}>
      <Header t={t} path="/" />
      <main id="main" class="home">
        <div class="intro">
          <h1>{t('home.heading')}</h1>
          <p>{t('home.lead')}</p>
        </div>
        <p id="offline" class="card" role="status"></p>
        <Gate t={t} gate={gate} />
        {computes && (
          <div id="tool" class={tool}>
            <PicturePicker t={t} models={models} both={data.both} live={data.device.offers.length > 0} />
          </div>
        )}
        {computes && (
          <div class="choosers">
            <ModelSelect t={t} models={models} both={data.both} />
            {data.device.offers.length > 0 && <PlaceSelect t={t} />}
          </div>
        )}
        <div id="answer" class="answer">
          {children}
        </div>
        <div id="progress"></div>
        <p id="status" class="visually-hidden" role="status"></p>
        {computes && (
          <div class={tool}>
            <SamplesList t={t} />
            <Options t={t} />
            <div id="kept" class="kept"></div>
          </div>
        )}
        <About t={t} origin={origin} models={models} gate={gate} />
      </main>
      <script type="application/json" id={PAGE_DATA}>
        {raw(JSON.stringify(data).replaceAll('<', String.raw`\u003c`))}
      </script>
    </Layout>
  );
};

const Gate: FC<{ t: Translator; gate: HomeGate }> = ({ t, gate }): Child => {
  switch (gate.kind) {
    case 'open':
      return null;
    case 'key':
      return (
        <div class="card">
          <p>{t('gate.key')}</p>
          <div class="js-only field">
            <label for="key">{t('gate.keyLabel')}</label>
            <input id="key" type="password" autocomplete="off" spellcheck={false} aria-describedby="key-hint" />
            <p id="key-hint" class="note">
              {t('gate.keyHint')}
            </p>
          </div>
        </div>
      );
    case 'closed':
      return <p class="card">{t('gate.closed')}</p>;
    case 'verification':
      return <TurnstileForm t={t} siteKey={gate.siteKey} action={gate.action} />;
  }
};
