import type { FC } from 'hono/jsx';

import { Layout } from './layout.tsx';

/** What one kind of problem means, for whoever follows the `type` of an error. */
export const ProblemPage: FC<{ problem: { status: number; title: string; meaning: string } }> = ({ problem }) => (
  <Layout title={problem.title}>
    <main>
      <h1>{problem.title}</h1>
      <p>{problem.meaning}</p>
      <p>Status {problem.status}.</p>
      <p>
        <a href="/docs">API</a>
      </p>
    </main>
  </Layout>
);
