import type { FC } from 'hono/jsx';

import { Header } from '../layout/header.tsx';
import { english } from '../../i18n/english.ts';
import { Layout } from '../layout/layout.tsx';

/** Explains one kind of problem; the `type` of an error links here. */
export const ProblemPage: FC<{ problem: { status: number; title: string; meaning: string } }> = ({ problem }) => (
  <Layout title={problem.title}>
    <Header t={english} path="/" />
    <main id="main">
      <div class="card">
        <h1>{problem.title}</h1>
        <p>{problem.meaning}</p>
        <p class="note">Status {problem.status}</p>
      </div>
    </main>
  </Layout>
);
