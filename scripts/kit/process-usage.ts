import { readdirSync, readFileSync } from 'node:fs';

/** Memory and CPU time of a process. */
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
  return orNull(() => {
    const rssBytes = statusBytes(pid, 'VmRSS');
    // Fields 14 and 15. The second one is a name in parentheses, which may hold anything, so they are counted from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return rssBytes === null || Number.isNaN(user + system) ? null : { rssBytes, cpuSeconds: (user + system) / TICKS };
  });
}

/**
 * The most memory that a process ever had in RAM, code and JavaScript included, in bytes.
 * @returns null where the system does not tell: everywhere but on Linux (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html)
 */
export function peakMemory(pid: number | 'self'): number | null {
  return orNull(() => statusBytes(pid, 'VmHWM'));
}

/**
 * CPU time of the threads that a process has now, in ms; threads that have ended do not count.
 * @returns null where the system does not tell: everywhere but on Linux (https://docs.kernel.org/scheduler/sched-stats.html)
 */
export function cpuTime(pid: number): number | null {
  return orNull(() => readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadTime(pid, thread), 0));
}

/**
 * CPU time of the first thread of a process, in ms: in workerd the one that runs JavaScript and WebAssembly.
 * @returns null where {@link cpuTime} does
 */
export function mainThreadTime(pid: number): number | null {
  return orNull(() => threadTime(pid, String(pid)));
}

/** In ms. */
function threadTime(pid: number, thread: string): number {
  return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

function statusBytes(pid: number | 'self', field: string): number | null {
  const [, kibibytes] =
    new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return kibibytes === undefined ? null : 1024 * Number(kibibytes);
}

function orNull<Result>(read: () => Result | null): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}
