import { readFileSync } from 'node:fs';

/**
 * The most memory that a process ever had in RAM, code and JavaScript included, in bytes.
 * @returns null where the system does not tell: everywhere but on Linux (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html)
 */
export function peakMemory(pid: number): number | null {
  try {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? null : 1024 * Number(kibibytes);
  } catch {
    return null;
  }
}
