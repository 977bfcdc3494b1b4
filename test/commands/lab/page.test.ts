import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { PageResult } from '../../../scripts/lab/page/report.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';
import { temporaryFolder } from '../../unit/scripts/models/temporary.ts';

// Elsewhere there may be no browser.
it.runIf(process.platform === 'linux')('a visitor of each network gets the right answer, cold and warm', async () => {
  const json = join(temporaryFolder(), 'page.json');
  const child = spawn(process.execPath, ['scripts/bench.ts', '--page', '--rounds', '1', '--json', json], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([code, output]).toEqual([0, expect.stringMatching(/^a phone, 3G +\d+ \[\d+, \d+\] /m) as string]);

  const { results } = JSON.parse(await readFile(json, 'utf8')) as { results: PageResult[] };
  expect(results.map(({ condition }) => condition)).toEqual(['this machine', 'a phone, slow 4G', 'a phone, 3G']);
  for (const { visits } of results) {
    const [{ waits, labels, sent } = { waits: { page: 0, cold: 0, warm: 0 }, labels: [], sent: 0 }] = visits;
    expect(labels).toEqual(['giant panda', 'giant panda']);
    for (const ms of Object.values(waits)) expect(ms).toBeGreaterThan(0);
    // Of a photograph of 12 megapixels, what the model looks at.
    expect(sent).toBeGreaterThan(10_000);
    expect(sent).toBeLessThan(100_000);
  }
});
