import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time that a process's threads have had, in ms; those that have ended do not count.
 * @returns null where the system does not tell: everywhere but on Linux (https://docs.kernel.org/scheduler/sched-stats.html)
 */
export function cpuTime(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
  } catch {
    return null;
  }
}
