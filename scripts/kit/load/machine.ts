import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { ROOT } from '../paths.ts';

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
  readonly workerd: string;
  /** Null outside a git checkout. `+` means that there were uncommitted changes. */
  readonly commit: string | null;
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
    workerd: versionOf('workerd'),
    commit: commit(),
    date: new Date().toISOString(),
  };
}

function versionOf(name: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}
