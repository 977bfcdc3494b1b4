import { FREE_CPU_MS } from './limits.ts';

/**
 * US dollars on the Workers Paid plan for what goes beyond its 5 dollars a month, which include 10 million requests and 30
 * million ms of CPU time (https://developers.cloudflare.com/workers/platform/pricing/, as of August 2026).
 */
const PAID = { million_requests: 0.3, million_cpu_ms: 0.02 };

/**
 * What a million answers cost on Cloudflare as far as it follows from their CPU time, and whether the Free plan allows them.
 * @param cpu_ms CPU time of one answer, measured in workerd on this machine
 */
export function priceText(cpu_ms: number): string {
  const [requests, cpu] = [PAID.million_requests, PAID.million_cpu_ms * cpu_ms];
  const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
  return (
    `A million such answers more on Workers Paid: ${dollars(requests + cpu)}, ${dollars(requests)} for requests and ` +
    `${dollars(cpu)} for CPU time (prices of August 2026, without the ledger).\n` +
    `The Free plan allows ${FREE_CPU_MS} ms, which is ${cpu_ms <= FREE_CPU_MS ? 'enough' : 'not enough'}. All by the CPU time ` +
    'of workerd on this machine; Cloudflare counts its own.'
  );
}
