import { availableParallelism, totalmem } from 'node:os';

/** What a process of tests may need at most, with the Workers and the pages that it asks. In bytes. */
const PROCESS_BYTES = 3 * 2 ** 30;

/** How many files of tests run at the same time: one a core, as far as there is memory. */
export const AT_A_TIME = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / PROCESS_BYTES)));
