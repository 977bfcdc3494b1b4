import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { ASSETS, WEB_FILES } from '../../kit/paths.ts';
import { type Deployment, textOf } from '../deployment.ts';
import { compared, type Finding } from '../finding.ts';

/** What a visitor can open. */
const PAGES = ['/', '/latency', '/compare', '/models', '/notebook', '/docs'];

/** Media types by the end of a name; where there are two, servers differ. */
const TYPES: Readonly<Record<string, RegExp>> = {
  js: /^(text|application)\/javascript\b/,
  css: /^text\/css\b/,
  wasm: /^application\/wasm\b/,
  svg: /^image\/svg\+xml\b/,
  png: /^image\/png\b/,
  jpg: /^image\/jpeg\b/,
  webmanifest: /^application\/manifest\+json\b/,
};

/** `/static/page-ABCDEFGH.js`: its name changes with its bytes. */
const SUMMED = /-[A-Z0-9]{8}\.\w+$/;
const YEAR = 'public, max-age=31536000, immutable';

/** How many files are named that are not right. */
const NAMED = 5;

const webFilesSchema = z.object({
  entries: z.record(z.string(), z.string()),
  shell: z.array(z.string()),
  notebook: z.array(z.string()),
  later: z.array(z.string()),
});

/** Paths of the files that the build has named after their bytes, and that of the Web Worker among them. */
export async function readWebFiles(): Promise<{
  readonly all: readonly string[];
  readonly webWorker: string | undefined;
}> {
  const { entries, shell, notebook, later } = webFilesSchema.parse(JSON.parse(await readFile(WEB_FILES, 'utf8')));
  const all = [...new Set([...Object.values(entries), ...shell, ...notebook, ...later])];
  return { all, webWorker: entries['device-worker.ts'] };
}

/** Whether pages come, and all that they load, as this checkout has built it. */
export async function checkPage(deployment: Deployment, built: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const loaded = new Set<string>();
  for (const path of PAGES) {
    const reply = await deployment.ask(path, { headers: { Accept: 'text/html' } });
    const html = textOf(reply);
    const type = reply.headers.get('Content-Type') ?? 'none';
    const isPage = reply.status === 200 && /^text\/html\b/i.test(type) && html.trimEnd().endsWith('</html>');
    findings.push(
      compared('page', path, {
        isRight: isPage,
        expected: '200, a whole page',
        seen: isPage ? 'the same' : `${reply.status}, ${type}, ${html.length} characters`,
      }),
    );
    for (const [, file = ''] of html.matchAll(/(?:src|href)="(\/static\/[^"?]+)"/g)) loaded.add(file);
  }
  findings.push(await checkFiles(deployment, 'files that pages name', [...loaded]));
  findings.push(await checkFiles(deployment, 'files of this build', built));
  return findings;
}

async function checkFiles(deployment: Deployment, subject: string, paths: readonly string[]): Promise<Finding> {
  const faults: string[] = [];
  for (const path of paths) {
    const fault = await faultOf(deployment, path);
    if (fault !== undefined) faults.push(`${path} ${fault}`);
  }
  const told = faults.slice(0, NAMED).join('; ');
  const further = faults.length > NAMED ? `; and ${faults.length - NAMED} more` : '';
  return compared('page', subject, {
    isRight: faults.length === 0 && paths.length > 0,
    expected: `${paths.length} files with the bytes of this build, the right types, for a year where a sum is in the name`,
    seen: faults.length === 0 ? 'the same' : `${told}${further}`,
  });
}

/** What is wrong with a file, as the end of a sentence. */
async function faultOf(deployment: Deployment, path: string): Promise<string | undefined> {
  const { status, headers, body } = await deployment.ask(path);
  if (status !== 200) return `answers ${status}`;
  const type = headers.get('Content-Type') ?? 'none';
  const expected = TYPES[/\.(\w+)$/.exec(path)?.[1] ?? ''];
  if (expected !== undefined && !expected.test(type)) return `is ${type}`;
  const cache = headers.get('Cache-Control') ?? 'none';
  if (SUMMED.test(path) && cache !== YEAR) return `has Cache-Control: ${cache}`;
  const own = await readFile(join(ASSETS, path)).catch(() => undefined);
  if (own === undefined) return 'is not in this build';
  return sumOf(own) === sumOf(body) ? undefined : 'has other bytes than this build';
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
