import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';

import type { NotebookKey, ScriptKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { webFile } from '../../web-files.ts';
import { PAGE_DATA } from '../home/page-data.ts';
import { KeepSwitch } from './keep-switch.tsx';
import type { NotebookData } from './page-data.ts';

interface NotebookProps {
  readonly t: Translator<ScriptKey | NotebookKey>;
  readonly data: NotebookData;
}

/** The page at `/notebook`: a frame that the script fills with what the browser keeps. */
export const NotebookPage: FC<NotebookProps> = ({ t, data }) => (
  <Layout title={`${t('notebook.title')} · EdgeLens`} t={t} script={webFile('notebook.ts')}>
    <Header t={t} path="/notebook" />
    <main id="main" class="notebook">
      <div class="intro">
        <h1>{t('notebook.title')}</h1>
        <p>{t('notebook.lead')}</p>
      </div>
      <p class="card no-js-only">{t('notebook.script')}</p>
      <div id="failure" role="alert"></div>
      <section class="card js-only" aria-label={t('keep.switch')}>
        <KeepSwitch t={t} on={false} />
        <p id="may-go" class="note" hidden>
          {t('notebook.mayGo')}
        </p>
      </section>
      <div id="contents" class="contents" hidden>
        <form id="search" class="search field" role="search">
          <label for="words">{t('notebook.search')}</label>
          <input id="words" type="search" autocomplete="off" aria-describedby="words-hint" />
          <p id="words-hint" class="note">
            {t('notebook.searchHint')}
          </p>
        </form>
        <p id="count" class="note" role="status"></p>
        <details id="export" class="card export">
          <summary>{t('notebook.export')}</summary>
          <p class="note">{t('notebook.exportHint')}</p>
          <div id="training"></div>
          <label class="switch">
            <input id="unchecked" type="checkbox" role="switch" aria-describedby="unchecked-hint" />
            <span>{t('notebook.unchecked')}</span>
          </label>
          <p id="unchecked-hint" class="note">
            {t('notebook.uncheckedHint')}
          </p>
          <div class="row">
            <button type="button" data-act="zip">
              {t('notebook.zip')}
            </button>
            <button type="button" class="secondary" data-act="csv">
              {t('notebook.csv')}
            </button>
            <button type="button" class="secondary" data-act="delete-listed">
              {t('notebook.deleteAll')}
            </button>
          </div>
          <p id="exported" role="status"></p>
        </details>
        <ol id="entries" class="entries"></ol>
        <button id="more" type="button" class="secondary" data-act="more" hidden></button>
      </div>
      <div id="empty" hidden></div>
      <p id="status" class="visually-hidden" role="status"></p>
      <datalist id="class-names"></datalist>
      <dialog id="confirm" aria-labelledby="question">
        <form method="dialog">
          <p id="question"></p>
          <div class="row">
            <button type="submit" value="yes">
              {t('notebook.delete')}
            </button>
            <button type="submit" class="secondary" value="no">
              {t('act.cancel')}
            </button>
          </div>
        </form>
      </dialog>
    </main>
    <script type="application/json" id={PAGE_DATA}>
      {raw(JSON.stringify(data).replaceAll('<', String.raw`\u003c`))}
    </script>
  </Layout>
);
