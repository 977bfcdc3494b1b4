import type { Child, FC, PropsWithChildren } from 'hono/jsx';

import { Header } from '../layout/header.tsx';
import type { Translator } from '../../i18n/texts.ts';
import { Layout } from '../layout/layout.tsx';
import { TurnstileForm } from '../layout/turnstile.tsx';
import { About } from './about.tsx';
import type { HomeGate, HomeModel } from './home-model.ts';
import type { PageData } from './page-data.ts';
import { ModelChoice } from './model-choice.tsx';
import { PageDataElement } from './page-data-element.tsx';
import { Picker } from './picker.tsx';

interface HomeProps {
  readonly t: Translator;
  readonly origin: string;
  readonly models: readonly HomeModel[];
  readonly gate: HomeGate;
  readonly data: PageData;
}

/**
 * The page at `/`: where a picture is chosen, and below it what the page, its models and its figures are.
 * @param children the answer to a form that a browser without scripts has sent
 */
export const HomePage: FC<PropsWithChildren<HomeProps>> = ({ t, origin, models, gate, data, children }) => {
  const computes = gate.kind === 'open' || gate.kind === 'key';
  return (
    <Layout title={t('app.title')} t={t} script="/static/page.js">
      <Header t={t} path="/" />
      <main id="main" class="home">
        <div class="intro">
          <h1>{t('home.heading')}</h1>
          <p>{t('home.lead')}</p>
        </div>
        <p id="offline" class="card" role="status"></p>
        <Gate t={t} gate={gate} />
        {computes && <ModelChoice t={t} models={models} both={data.both} />}
        <div id="answer" class="answer">
          {children}
        </div>
        <div id="working"></div>
        <p id="status" class="visually-hidden" role="status"></p>
        {computes && (
          <div id="tool" class={gate.kind === 'key' ? 'tool js-only' : 'tool'}>
            <Picker t={t} models={models} both={data.both} />
          </div>
        )}
        <About t={t} origin={origin} models={models} gate={gate} />
      </main>
      <PageDataElement data={data} />
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
