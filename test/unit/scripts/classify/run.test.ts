import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { kindOf, type Outcome } from '../../../../scripts/classify/answer.ts';
import { Deployment } from '../../../../scripts/classify/deployment.ts';
import { classifyFiles, type Effort } from '../../../../scripts/classify/run.ts';

const ANSWER = { model: 'm', engine: 'simd', unknown: false, predictions: [] };
const EFFORT: Effort = { concurrency: 1, batch: 4, retries: 2, shrink: undefined };

let folder = '';
let files: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-run-'));
  files = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, file.slice(-1));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function problem(kind: string, members: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: `/problems/${kind}`, title: kind, detail: `${kind}.`, ...members };
}

/** Answers one request. @param names the contents of its pictures */
type Handler = (names: string[], response: ServerResponse, index: number) => void;

/** Lines of an answer: of each picture null for an answer, or its problem; and the end. */
function lines(
  problems: readonly (Record<string, unknown> | null)[],
  end: Record<string, unknown> | null = null,
): string {
  const items = problems.map((each, index) => ({
    index,
    id: null,
    answer: each === null ? ANSWER : null,
    problem: each,
  }));
  const last = { images: items.length, complete: end === null, problem: end, total_ms: 1 };
  return [...items, last].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function refuse(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/** Classifies all files with a server that answers as `handler` does. */
async function classifyAll(
  handler: Handler,
  effort: Partial<Effort> = {},
): Promise<{ asked: string[]; told: Record<string, string>; waits: number[] }> {
  const asked: string[] = [];
  const outcomes: Outcome[] = [];
  const waits: number[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = { 'Content-Type': request.headers['content-type'] ?? '' };
    const form = await new Response(Buffer.concat(chunks), { headers }).formData();
    const names = await Promise.all(form.getAll('image').map((part) => (part as File).text()));
    handler(names, response, asked.push(names.join('')) - 1);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    const deployment = new Deployment(`http://127.0.0.1:${port}`, new URLSearchParams(), undefined);
    const listener = {
      onOutcome: (outcome: Outcome) => outcomes.push(outcome),
      onWait: (seconds: number) => waits.push(seconds),
    };
    await classifyFiles(files, deployment, { ...EFFORT, ...effort }, listener, new AbortController().signal);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(outcomes).toHaveLength(files.length);
  const told = outcomes.map((each): [string, string] => [
    each.file.slice(-1),
    each.problem === null ? 'answer' : kindOf(each.problem),
  ]);
  return { asked, told: Object.fromEntries(told), waits };
}

const ALL_ANSWERED = { a: 'answer', b: 'answer', c: 'answer', d: 'answer', e: 'answer', f: 'answer' };

it('sends again what was too much at once, after the period that the problem names, and nothing else', async () => {
  const { asked, told, waits } = await classifyAll((names, response, index) => {
    const busy = index === 0 ? [null, null, problem('rate-limited', { period_s: 0.01 }), problem('busy')] : [];
    response.end(lines(names.map((_, i) => busy[i] ?? null)));
  });
  expect(asked).toEqual(['abcd', 'cdef']);
  expect(told).toEqual(ALL_ANSWERED);
  expect(waits).toEqual([0.5]);
});

it('does not count refusals of that kind as long as others are answered', async () => {
  const later = problem('rate-limited', { period_s: 0 });
  const { asked, told } = await classifyAll((names, response) => {
    response.end(lines(names.map((_, i) => (i === 0 ? null : later))));
  });
  expect(asked).toEqual(['abcd', 'bcde', 'cdef', 'def', 'ef', 'f']);
  expect(told).toEqual(ALL_ANSWERED);
});

it('gives up where nothing is answered any more', async () => {
  let requests = 0;
  const run = classifyAll((_, response) => {
    requests++;
    refuse(response, 429, problem('rate-limited'), { 'Retry-After': '0' });
  });
  await expect(run).rejects.toThrow('given up after 3 tries: rate-limited. (--resume goes on where this ended)');
  expect(requests).toBe(3);
});

it('waits until the date of Retry-After', async () => {
  const { told, waits } = await classifyAll((names, response, index) => {
    const date = new Date(Date.now() + 1500).toUTCString();
    if (index === 0) refuse(response, 503, problem('busy'), { 'Retry-After': date });
    else response.end(lines(names.map(() => null)));
  });
  expect(told).toEqual(ALL_ANSWERED);
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeLessThan(1.5);
});

it('holds back all requests, and tells of it once', async () => {
  const refused: ServerResponse[] = [];
  const { asked, told, waits } = await classifyAll(
    (names, response, index) => {
      if (index > 1) response.end(lines(names.map(() => null)));
      else if (refused.push(response) === 2) {
        for (const each of refused) refuse(each, 429, problem('rate-limited'), { 'Retry-After': '1' });
      }
    },
    { concurrency: 2, batch: 3 },
  );
  expect(asked.slice(0, 2).sort()).toEqual(['abc', 'def']);
  expect(told).toEqual(ALL_ANSWERED);
  expect(waits).toEqual([1]);
});

it('asks only for the rest when an answer breaks off', async () => {
  const { asked, told } = await classifyAll((names, response, index) => {
    const whole = lines(names.map(() => null));
    if (index > 0) {
      response.end(whole);
      return;
    }
    const firstTwo = whole.split('\n').slice(0, 2).join('\n');
    response.write(`${firstTwo}\n{"ind`, () => response.destroy());
  });
  expect(asked).toEqual(['abcd', 'cdef']);
  expect(told).toEqual(ALL_ANSWERED);
});

it('asks for the rest when a deployment ends a request, and gives it what it takes', async () => {
  const { asked, told } = await classifyAll((names, response) => {
    const most = names.slice(0, 2).map(() => null);
    const end = names.length > 2 ? problem('too-many-pictures', { limit_pictures: 2 }) : null;
    response.end(lines(most, end));
  });
  expect(asked).toEqual(['abcd', 'cd', 'ef']);
  expect(told).toEqual(ALL_ANSWERED);
});

it('finds the picture that keeps others from being answered', async () => {
  const { asked, told } = await classifyAll((names, response) => {
    if (names.includes('b')) response.destroy();
    else response.end(lines(names.map(() => null)));
  });
  expect(asked).toEqual(['abcd', 'abcd', 'a', 'b', 'c', 'd', 'ef']);
  expect(told).toEqual({ ...ALL_ANSWERED, b: 'unreachable' });
});

it('keeps what one picture is refused for apart from the others', async () => {
  const { told } = await classifyAll((names, response) => {
    response.end(lines(names.map((name) => (name === 'c' ? problem('not-a-picture') : null))));
  });
  expect(told).toEqual({ ...ALL_ANSWERED, c: 'not-a-picture' });
});

it('tells of a file that cannot be read, and sends the others', async () => {
  rmSync(files[2] ?? '');
  const { asked, told } = await classifyAll((names, response) => {
    response.end(lines(names.map(() => null)));
  });
  expect(asked).toEqual(['abde', 'f']);
  expect(told).toEqual({ ...ALL_ANSWERED, c: 'unreadable-file' });
});

it.each([
  [400, problem('invalid-parameter'), 'invalid-parameter.'],
  [401, problem('key-required'), 'key-required.'],
  [403, '<html>', 'answered 403: '],
  [308, '', 'answers from elsewhere: give https://else.example instead'],
  [200, { hello: 1 }, 'is it EdgeLens?'],
])('ends at once where every picture would be answered with %i %o', async (status, body, message) => {
  let requests = 0;
  const run = classifyAll((_, response) => {
    requests++;
    refuse(response, status, body, { Location: 'https://else.example/' });
  });
  await expect(run).rejects.toThrow(message);
  expect(requests).toBe(1);
});
