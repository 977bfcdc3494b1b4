import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { MadeWith } from '../../src/contract/measured.ts';
import { PHASES } from '../../src/contract/names.ts';
import { ROOT } from './paths.ts';

/** The parts of the code that change figures. */
const PARTS = ['kernels', 'onnxruntime', 'workerd', 'phases'] as const satisfies (keyof MadeWith)[];

/** What a figure is measured with if it is measured now. */
export function madeWithNow(): MadeWith {
  const kernels = readFileSync(join(ROOT, 'src/inference/engines/simd/kernels/sha256.json'), 'utf8');
  return {
    commit: commit(),
    kernels: digest(kernels),
    onnxruntime: versionOf('onnxruntime-web'),
    workerd: versionOf('workerd'),
    phases: digest(PHASES.join()),
  };
}

/** In one line, as reports and documents have it. */
export function madeWithText({ commit, kernels, onnxruntime, workerd, phases }: MadeWith): string {
  return `commit ${commit ?? 'unknown'}, kernels ${kernels}, onnxruntime ${onnxruntime}, workerd ${workerd}, phases ${phases}`;
}

/** All lines that {@link madeWithText} wrote into a document. */
export function madeWithIn(document: string): MadeWith[] {
  // Formatters may break the line.
  const pattern =
    /commit\s+(?<commit>[0-9a-f]+\+?|unknown),\s+kernels\s+(?<kernels>\w+),\s+onnxruntime\s+(?<onnxruntime>[\w.-]+),\s+workerd\s+(?<workerd>[\w.-]+),\s+phases\s+(?<phases>\w+)/g;
  return Array.from(document.matchAll(pattern), ({ groups = {} }) => {
    const { commit = '', kernels = '', onnxruntime = '', workerd = '', phases = '' } = groups;
    return { commit: commit === 'unknown' ? null : commit, kernels, onnxruntime, workerd, phases };
  });
}

/** The parts that are others in `then` than in `now`, each with both values. */
export function changedParts(then: MadeWith, now: MadeWith): string[] {
  return PARTS.filter((part) => then[part] !== now[part]).map((part) => `${part} ${then[part]}, now ${now[part]}`);
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The commit that is checked out, with `+` where files differ from it; null outside a git checkout. */
function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}

/** Eight digits are enough to tell versions of the same thing apart. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
