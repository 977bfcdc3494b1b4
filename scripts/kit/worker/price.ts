import { FREE_CPU_MS, priceOf, PRICES } from '../../../src/catalogue/advice/price.ts';

/**
 * What a million answers cost on Cloudflare as far as it follows from their CPU time, and whether the Free plan allows them.
 * @param cpu_ms CPU time of one answer, measured in workerd on this machine
 */
export function priceText(cpu_ms: number): string {
  const { million_usd, free_plan } = priceOf({ cpu_ms, whole: true });
  const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
  const { requests, ledger, logs, date } = PRICES;
  return (
    `A million such answers more on Workers Paid: ${dollars(million_usd)}, which is ${dollars(requests)} for requests, ` +
    `${dollars(PRICES.cpu_ms * cpu_ms)} for CPU time, about ${dollars(ledger)} for the ledger, ${dollars(logs)} for the log ` +
    `(prices of ${date}).\nThe Free plan allows ${FREE_CPU_MS} ms, which is ${free_plan ? 'enough' : 'not enough'}. All by ` +
    'the CPU time of workerd on this machine; Cloudflare counts its own.'
  );
}
