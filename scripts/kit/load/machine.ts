import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

import type { MadeWith } from '../../../src/contract/measured.ts';
import { madeWithNow, versionOf } from '../made-with.ts';

/** The machine and the tools of a bench. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_bytes: number;
  readonly system: string;
  /** Cores that other programs kept busy in the minute before the bench. 0 on Windows, which does not tell. */
  readonly load: number;
  readonly node: string;
  readonly wrangler: string;
  readonly made_with: MadeWith;
  readonly date: string;
}

/** Describes this machine and the tools on it. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
    load: loadavg()[0] ?? 0,
    node: process.versions.node,
    wrangler: versionOf('wrangler'),
    made_with: madeWithNow(),
    date: new Date().toISOString(),
  };
}
