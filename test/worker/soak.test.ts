import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, inject, it } from 'vitest';

import type { Flatness } from '../../scripts/soak/flatness.ts';
import type { SoakRun } from '../../scripts/soak/soak.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('mixed traffic for some seconds is answered as it should be, and the heap of the runtime does not grow', async () => {
  const out = mkdtempSync(join(tmpdir(), 'edgelens-soak-test-'));
  try {
    const json = join(out, 'soak.json');
    // A slower rate than by default, because other tests run beside it.
    const argv = ['--url', inject('origin'), '--minutes', '0.15', '--rate', '4', '--out', out, '--json', json];
    const child = spawn(process.execPath, ['scripts/soak.ts', ...argv], { cwd: ROOT });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(chunks.join('')).toContain('Every request was answered as it should be.');
    expect(code).toBe(0);
    const { samples, flatness } = JSON.parse(readFileSync(json, 'utf8')) as SoakRun & { flatness: Flatness };
    expect(samples).toHaveLength(36);
    expect(flatness.heap?.isFlat).toBe(true);
    expect(flatness.rss).toBeNull();
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
