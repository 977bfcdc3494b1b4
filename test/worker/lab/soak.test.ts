import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import type { Flatness } from '../../../scripts/lab/soak/flatness.ts';
import type { SoakRun } from '../../../scripts/lab/soak/soak.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every model is loaded in every engine first. */
const PATIENCE = 300_000;

it(
  'mixed traffic for some seconds is answered as it should be, and the heap of the runtime does not grow',
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'edgelens-soak-test-'));
    try {
      const json = join(out, 'soak.json');
      // Every kind comes: a round has 56 requests.
      const argv = ['--url', sharedOrigin(), '--minutes', '0.234', '--rate', '4', '--out', out, '--json', json];
      const child = spawn(process.execPath, ['scripts/lab/soak.ts', ...argv], { cwd: ROOT });
      const chunks: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
      const code = await new Promise((resolve) => child.once('close', resolve));
      const { samples, flatness } = JSON.parse(readFileSync(json, 'utf8')) as SoakRun & { flatness: Flatness };
      expect(samples).toHaveLength(56);
      expect(new Set(samples.map(({ kind }) => kind)).size).toBe(21);
      const unexpected = samples.filter(({ outcome }) => outcome === 'unexpected');
      expect(code).toBe(unexpected.length > 0 ? 1 : 0);
      // Other tests may keep the machine so busy that the Worker cannot keep up and says so.
      expect(unexpected.filter(({ reason }) => reason?.startsWith('503 busy') !== true)).toEqual([]);
      expect(chunks.join('')).toContain('All requests by kind');
      expect(flatness.heap?.isFlat).toBe(true);
      expect(flatness.rss).toBeNull();
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
  PATIENCE,
);
