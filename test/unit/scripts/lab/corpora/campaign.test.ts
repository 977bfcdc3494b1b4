import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findModel } from '../../../../../src/catalogue/registry.ts';
import { type Outcome, sendCorpora } from '../../../../../scripts/lab/corpora/campaign.ts';
import { corpusFiles } from '../../../../../scripts/lab/corpora/files.ts';
import { corporaReport } from '../../../../../scripts/lab/corpora/report.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-corpora-test-'));
  for (const name of ['1 text', '2 crash', '3 nothing', '4 silence']) writeFileSync(join(folder, name), name);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A server that goes wrong in every way; what is none of the files is a control and gets no panda. */
async function illServer(): Promise<AsyncDisposable & { readonly origin: string }> {
  const answer = (file: string, response: ServerResponse): void => {
    const problem = (status: number, type: string, detail: string): void => {
      response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: `/problems/${type}`, detail }));
    };
    if (file === '1 text') problem(422, 'not-a-picture', 'Not a picture.');
    else if (file === '2 crash') response.writeHead(500).end('<html>Error 1101</html>');
    else if (file === '3 nothing') response.destroy();
    else if (file !== '4 silence') problem(415, 'unsupported-picture-format', 'A control.');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(String(Buffer.concat(chunks)), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('a crash, an end without an answer and a hang are failures, a refusal is none', async () => {
  await using server = await illServer();
  const input = findModel()?.input;
  if (input === undefined) throw new Error('no model is listed');
  const counts: number[] = [];
  const outcomes = await sendCorpora(corpusFiles(folder), { origin: server.origin, input, patience: 500 }, (failures) =>
    counts.push(failures),
  );
  expect(outcomes.map(({ answer }) => answer.status)).toEqual([422, 500, null, null]);
  expect(outcomes.map(({ answer }) => answer.problem)).toEqual(['not-a-picture', null, null, null]);
  const [text, crash, nothing, silence] = outcomes.map(({ failure }) => failure);
  expect(text).toBeNull();
  expect(crash).toBe('status 500: <html>Error 1101</html>');
  expect(nothing).toMatch(/^no answer: \w/);
  expect(silence).toMatch(/^no answer: .*timeout/);
  expect(counts).toEqual([0, 1, 2, 3]);
});

it('a Worker that is ill afterwards is a failure', async () => {
  await using server = await illServer();
  const input = findModel()?.input;
  if (input === undefined) throw new Error('no model is listed');
  const [outcome] = await sendCorpora(corpusFiles(folder, 1), { origin: server.origin, input });
  expect(outcome?.answer.status).toBe(422);
  expect(outcome?.failure).toMatch(/^a good picture was answered 415/);
});

describe('corporaReport', () => {
  const outcome = (name: string, changes: Partial<Outcome> = {}): Outcome => ({
    corpus: name.split('/')[0] ?? '',
    name,
    bytes: 1000,
    answer: { status: 200, problem: null, detail: null },
    comparison: { verdict: 'both read', by: 0.5, notes: [] },
    failure: null,
    ...changes,
  });
  const refused = (status: number, problem: string): Outcome['answer'] => ({ status, problem, detail: 'A sentence.' });

  it('counts by corpus, and names what differs', () => {
    const report = corporaReport([
      outcome('a/1.jpg'),
      outcome('a/2.jpg', { comparison: { verdict: 'both read', by: 2, notes: [] } }),
      outcome('a/3.jpg', { comparison: { verdict: 'both read', by: 2.01, notes: ['libvips warns'] } }),
      outcome('a/4.jpg', { comparison: { verdict: 'both read', by: 40, notes: [] } }),
      outcome('a/5.jpg', { comparison: { verdict: 'only the Worker', message: 'Input buffer\nhas lines' } }),
      outcome('b/1.gif', {
        answer: refused(415, 'unsupported-picture-format'),
        comparison: { verdict: 'foreign', format: 'gif' },
      }),
      outcome('b/2.png', {
        answer: refused(422, 'not-a-picture'),
        comparison: { verdict: 'only libvips', faulty: true },
      }),
      outcome('b/3', { answer: refused(422, 'not-a-picture'), comparison: { verdict: 'both refuse' } }),
      outcome('b/4', { answer: refused(413, 'body-too-large'), comparison: { verdict: 'both refuse' } }),
      outcome('b/5', { answer: refused(400, 'empty-body'), comparison: { verdict: 'both refuse' } }),
    ]);
    expect(report).toBe(`What was answered
     files  200  408  413  415  422  other  5xx  no answer
a        5    5    0    0    0    0      0    0          0
b        5    0    0    1    1    2      1    0          0
all     10    5    0    1    1    2      1    0          0

Why files were refused
  b: 2 x 422 not-a-picture
  b: 1 x 415 unsupported-picture-format
  b: 1 x 413 body-too-large
  b: 1 x 400 empty-body

Pictures that both read, and their mean difference to libvips in 1/255
     compared   mean  largest  above 2
a           4  11.13    40.00        2
b           0      -        -        0
all         4  11.13    40.00        2

2 above 2/255:
  a/4.jpg: 40.00
  a/3.jpg: 2.01, libvips warns

1 libvips reads it, the Worker refuses it:
  b/2.png: 422 not-a-picture, libvips warns: A sentence.

1 the Worker reads it, libvips refuses it:
  a/5.jpg: Input buffer

None failed.`);
  });

  it('names what failed, and has no sum of one corpus', () => {
    const report = corporaReport([
      outcome('a/1.jpg', {
        answer: { status: null, problem: null, detail: 'gone' },
        comparison: { verdict: 'both refuse' },
        failure: 'no answer: gone',
      }),
      outcome('a/2.jpg', {
        answer: refused(503, 'busy'),
        comparison: { verdict: 'both refuse' },
        failure: 'status 503: A sentence.',
      }),
    ]);
    expect(report).not.toContain('all');
    expect(report).toMatch(/^a +2 +0 +0 +0 +0 +0 +0 +1 +1$/m);
    expect(report).toContain('  a: 1 x 503 busy\n');
    expect(report).toContain('2 failed:\n  a/1.jpg: no answer: gone\n  a/2.jpg: status 503: A sentence.\n');
    expect(report).not.toContain('None failed.');
  });
});
