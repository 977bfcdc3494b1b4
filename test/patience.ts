/**
 * How long to wait for what must come, as `vi.waitFor`, `vi.waitUntil` and `expect.poll` take it: ends what hangs, and is no
 * judgement of speed. A machine that five others share may take a hundred times as long as a free one. In ms.
 */
export const PATIENCE = { timeout: 300_000, interval: 50 };
