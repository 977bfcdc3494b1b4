import type { FC } from 'hono/jsx';

import type { ProblemName } from '../../contract/problems.ts';
import type { TextKey, Translator } from '../../i18n/texts.ts';
import { Header } from '../layout/header.tsx';
import { Layout } from '../layout/layout.tsx';

interface ErrorPageProps {
  readonly t: Translator<TextKey>;
  readonly problem: ProblemName;
  readonly status: number;
  /** What is wrong, in the language of the page. */
  readonly text: string;
  /** The same in the words of the API, which are English; left out where they add nothing. */
  readonly detail?: string | undefined;
  readonly requestId: string;
}

/** The pages that a lost visitor may look for. */
const PAGES = [
  { path: '/', text: 'site.home' },
  { path: '/latency', text: 'site.latency' },
  { path: '/compare', text: 'site.compare' },
  { path: '/notebook', text: 'site.notebook' },
  { path: '/models', text: 'site.models' },
  { path: '/docs', text: 'site.docs' },
] as const satisfies readonly { path: string; text: TextKey }[];

/** What a visitor sees in the place of an answer: what is wrong, what there is instead, and the way home. */
export const ErrorPage: FC<ErrorPageProps> = ({ t, problem, status, text, detail, requestId }) => {
  const title = t(problem === 'not-found' ? 'error.missing' : 'fail.heading');
  return (
    <Layout title={`${title} · EdgeLens`} t={t}>
      {/* The address that was typed is not repeated: the link to the other language is relative to it. */}
      <Header t={t} path="" />
      <main id="main" class="lost">
        <div class="intro">
          <h1>{title}</h1>
          <p>{text}</p>
        </div>
        {detail !== undefined && (
          <p class="note" lang="en">
            {detail}
          </p>
        )}
        <a class="big" href="/">
          {t('error.home')}
        </a>
        <h2>{t('error.there')}</h2>
        <ul class="ways">
          {PAGES.map((page) => (
            <li>
              <a href={page.path}>{t(page.text)}</a>
            </li>
          ))}
        </ul>
        <p class="note">
          {t('error.status', { status, id: requestId })} · <a href={`/problems/${problem}`}>{t('error.kind')}</a>
        </p>
      </main>
    </Layout>
  );
};
