/** CPU time of a request on the Free plan, in ms (https://developers.cloudflare.com/workers/platform/limits/#cpu-time). */
export const FREE_CPU_MS = 10;

/** Rows of SQLite that one answer writes into the ledger: its sample, and the same when retention deletes it. */
const LEDGER_ROWS_WRITTEN = 2;

/**
 * What a million answers more cost on the Workers Paid plan, in US dollars, beyond what its 5 dollars a month include: 10
 * million requests, 30 million ms of CPU, 1 million requests to Durable Objects, 50 million rows written, 20 million lines
 * of log.
 */
export const PRICES = {
  date: '2026-08',
  source: 'https://developers.cloudflare.com/workers/platform/pricing/',
  requests: 0.3,
  /** For each ms of CPU time of one answer. */
  cpu_ms: 0.02,
  /**
   * About: one request to a Durable Object an answer, although answers at the same time share it, and its rows, without the
   * sums over many answers that are written before old ones go.
   */
  ledger: 0.15 + LEDGER_ROWS_WRITTEN * 1,
  /** One line an answer. */
  logs: 0.6,
} as const;

/** CPU time of one warm answer. */
export interface AnswerCpu {
  readonly cpu_ms: number;
  /** Of the whole answer, measured in workerd. If not, of inference, decoding and scaling alone, which is less. */
  readonly whole: boolean;
}

/** What a model costs on Cloudflare, by the CPU time of this machine. */
export interface AnswerPrice extends AnswerCpu {
  /** US dollars for a million answers with everything that is on as shipped; the least that it can be unless `whole`. */
  readonly million_usd: number;
  /** Whether the CPU time is within that of the Free plan; null where less than the whole is known, and that is within. */
  readonly free_plan: boolean | null;
}

/** The price of a model whose answers take this CPU time. */
export function priceOf({ cpu_ms, whole }: AnswerCpu): AnswerPrice {
  const within = cpu_ms <= FREE_CPU_MS;
  return {
    cpu_ms,
    whole,
    million_usd: Number((PRICES.requests + PRICES.cpu_ms * cpu_ms + PRICES.ledger + PRICES.logs).toFixed(2)),
    free_plan: within && !whole ? null : within,
  };
}
