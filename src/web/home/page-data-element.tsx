import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';

import { PAGE_DATA, type PageData } from './page-data.ts';

/** Data for the script, in an element that no browser executes. */
export const PageDataElement: FC<{ data: PageData }> = ({ data }) => (
  <script type="application/json" id={PAGE_DATA}>
    {raw(JSON.stringify(data).replaceAll('<', String.raw`\u003c`))}
  </script>
);
