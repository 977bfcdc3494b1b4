import type { Child, FC, PropsWithChildren } from 'hono/jsx';

import type { StartKind } from '../../contract/names.ts';
import type { Translator } from '../../i18n/texts.ts';

interface PriceProps {
  readonly t: Translator;
  readonly start: StartKind;
  /** What the answer cost, in one line. */
  readonly line: Child;
  readonly open: boolean;
}

/** What an answer cost, folded into one line; the details are its children. */
export const Price: FC<PropsWithChildren<PriceProps>> = ({ t, start, line, open, children }) => (
  <details class="price" open={open}>
    <summary class="card">
      <span>
        <span class={`badge badge-${start}`}>{t(`cost.${start}`)}</span> {line}
      </span>
      <span class="more">{t('price.more')}</span>
    </summary>
    {children}
  </details>
);
