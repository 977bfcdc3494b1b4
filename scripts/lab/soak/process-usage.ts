import { readFileSync } from 'node:fs';

/** What a process takes. */
export interface Usage {
  /** In RAM, in bytes. */
  readonly rssBytes: number;
  /** Since it started, of all its threads, in s. */
  readonly cpuSeconds: number;
}

/** Linux counts CPU time in hundredths of a second, whatever its own clock (man 7 time). */
const TICKS = 100;

/**
 * Memory and CPU time of a process (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
 * @returns null where the system does not tell, or the process has ended
 */
export function usageOf(pid: number): Usage | null {
  try {
    const [, kibibytes] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    // Fields 14 and 15. The second one is a name in parentheses, which may hold anything, so they are counted from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    if (kibibytes === undefined || Number.isNaN(user + system)) return null;
    return { rssBytes: 1024 * Number(kibibytes), cpuSeconds: (user + system) / TICKS };
  } catch {
    return null;
  }
}
