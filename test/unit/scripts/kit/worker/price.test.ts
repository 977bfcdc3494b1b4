import { expect, it } from 'vitest';

import { priceText } from '../../../../../scripts/kit/worker/price.ts';

it('is what the example of Cloudflare comes to', () => {
  // 15 million requests of 7 ms, 10 million requests and 30 million ms included: they say $1.50 for requests, $1.50 for CPU
  // time. $1.50 / 5 million = $0.30 a million; $1.50 / 75 million ms x 7 ms = $0.14 a million.
  const text = priceText(7);
  expect(text).toContain(
    ': $3.19, which is $0.30 for requests, $0.14 for CPU time, about $2.15 for the ledger, $0.60 ',
  );
  expect(text).toContain('The Free plan allows 10 ms, which is enough.');
});

it.each([
  [10, 'enough', '$3.25, which is $0.30 for requests, $0.20'],
  [10.1, 'not enough', '$3.25, which is $0.30 for requests, $0.20'],
  [73.8, 'not enough', '$4.53, which is $0.30 for requests, $1.48'],
])('of %d ms is %s for the Free plan', (cpu_ms, verdict, dollars) => {
  expect(priceText(cpu_ms)).toContain(`which is ${verdict}.`);
  expect(priceText(cpu_ms)).toContain(dollars);
});
