import type { Child, FC, PropsWithChildren } from 'hono/jsx';

/** A list of facts: each has a name and, beside it, what is the case. */
export const Facts: FC<PropsWithChildren> = ({ children }) => <dl class="facts">{children}</dl>;

/** One of them. */
export const Fact: FC<PropsWithChildren<{ name: string }>> = ({ name, children }): Child => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
