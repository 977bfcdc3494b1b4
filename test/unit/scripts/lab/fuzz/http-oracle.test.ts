import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Corpus, makeCorpus } from '../../../../../scripts/lab/fuzz/corpus.ts';
import { attackWorker, goodPicture } from '../../../../../scripts/lab/fuzz/http/campaign.ts';
import { exchange } from '../../../../../scripts/lab/fuzz/http/exchange.ts';
import { judgeReply } from '../../../../../scripts/lab/fuzz/http/oracle.ts';
import { headOf, type RawRequest } from '../../../../../scripts/lab/fuzz/http/raw-request.ts';
import { CLASSES, requestOf } from '../../../../../scripts/lab/fuzz/http/requests.ts';
import { targetOf } from '../../../../../scripts/lab/fuzz/http/target.ts';
import { readRequests } from '../../../../../scripts/lab/fuzz/http/saved-request.ts';

let corpus: Corpus;
let folder = '';

beforeAll(async () => {
  corpus = await makeCorpus();
  folder = mkdtempSync(join(tmpdir(), 'edgelens-fuzz-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Listens on a port of its own. */
async function listen(onRequest: (socket: Socket) => void): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      onRequest(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const REQUEST: RawRequest = {
  name: 'path',
  method: 'GET',
  steps: [{ send: headOf('GET', '/fzmarkq', []) }],
  expected: { statuses: [404] },
  marker: 'fzmarkq',
};

const problem = (members: object = {}): string =>
  JSON.stringify({
    type: '/problems/not-found',
    title: 'No such page',
    status: 404,
    detail: 'There is nothing at this path.',
    request_id: 'r1',
    ...members,
  });

const HEADERS = [
  'X-Request-Id: r1',
  'X-Content-Type-Options: nosniff',
  'Content-Type: application/problem+json',
  'Connection: close',
];

function answer(status: number, body: string, headers: readonly string[] = HEADERS): string {
  return [`HTTP/1.1 ${status} X`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');
}

/** What the oracle says of a server that answers this, or does that with the connection. */
async function verdictOf(
  act: string | ((socket: Socket) => void),
  request: RawRequest = REQUEST,
): Promise<string | undefined> {
  await using server = await listen((socket) => {
    if (typeof act === 'string') socket.end(act);
    else act(socket);
  });
  const reply = await exchange({ host: '127.0.0.1', port: server.port }, request, 500);
  return judgeReply(request, reply)?.reason;
}

describe('a server that is broken on purpose', () => {
  it('is told from one that answers as documented', async () => {
    expect(await verdictOf(answer(404, problem()))).toBeUndefined();
  });

  it.each<[reason: string, act: string | ((socket: Socket) => void)]>([
    ['internal-error', answer(500, problem({ status: 500, type: '/problems/internal-error' }))],
    ['status', answer(422, problem({ status: 422, type: '/problems/not-a-picture', title: 'Not a picture' }))],
    ['problem', answer(404, problem({ type: '/problems/nonsense' }))],
    ['problem', answer(404, problem({ status: 400 }))],
    ['problem', answer(404, problem({ title: 'Oops' }))],
    ['problem', answer(404, problem({ request_id: 'r2' }))],
    ['problem', answer(404, problem({ detail: 'TypeError: x is undefined at app.ts:3' }))],
    ['problem', answer(404, '<h1>Not found</h1>')],
    [
      'problem',
      answer(404, problem(), [...HEADERS.filter((line) => !line.includes('json')), 'Content-Type: text/html']),
    ],
    ['request-id', answer(404, problem(), HEADERS.slice(1))],
    [
      'headers',
      answer(
        404,
        problem(),
        HEADERS.filter((line) => !line.includes('nosniff')),
      ),
    ],
    ['reflection', answer(404, problem({ detail: 'There is no fzmarkq.' }))],
    ['reflection', answer(404, problem(), [...HEADERS, 'Location: /fzmarkq'])],
    ['injection', answer(404, problem(), [...HEADERS, 'X-Fuzz-Injected: 1'])],
    ['second-answer', `${answer(404, problem())}${answer(404, problem())}`],
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['reset', ''],
    ['reset', 'HTTP/1.1 404 X\r\nContent-Length: 100\r\n\r\nhalf'],
    ['reset', (socket): unknown => socket.resetAndDestroy()],
    ['hang', (): void => undefined],
  ])('%s is found out', async (reason, act) => {
    expect(await verdictOf(act)).toBe(reason);
  });

  it('json that is none and a classification or a comparison that lacks something are found out', async () => {
    const json = [...HEADERS.filter((line) => !line.includes('json')), 'Content-Type: application/json'];
    const request = { ...REQUEST, expected: { statuses: [200] } };
    expect(await verdictOf(answer(200, '{"status":"ok"}', json), request)).toBeUndefined();
    expect(await verdictOf(answer(200, '{', json), request)).toBe('json');
    expect(await verdictOf(answer(200, '{"predictions":[]}', json), request)).toBe('schema');
    expect(await verdictOf(answer(200, '{"ensemble":{"predictions":[]}}', json), request)).toBe('schema');
  });

  it('pages that are none, or are cut off, are found out', async () => {
    const html = [...HEADERS.filter((line) => !line.includes('json')), 'Content-Type: text/html; charset=UTF-8'];
    const request = { ...REQUEST, expected: { statuses: [200, 400], page: true } };
    const page = '<!doctype html><html><body>All of it</body></html>';
    expect(await verdictOf(answer(200, page, html), request)).toBeUndefined();
    expect(await verdictOf(answer(400, page, html), request)).toBeUndefined();
    expect(await verdictOf(answer(400, page.slice(0, 30), html), request)).toBe('page');
    expect(await verdictOf(answer(400, problem()), request)).toBe('page');
    expect(await verdictOf(answer(500, page, html), request)).toBe('status');
  });

  it('may refuse itself what is no HTTP, and need not answer who breaks off', async () => {
    const door = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!';
    expect(await verdictOf(door)).toBe('request-id');
    expect(await verdictOf(door, { ...REQUEST, expected: { statuses: [], door: true } })).toBeUndefined();
    expect(await verdictOf('', { ...REQUEST, expected: { statuses: [], silence: true } })).toBeUndefined();
    expect(await verdictOf((): void => undefined, { ...REQUEST, expected: { statuses: [], silence: true } })).toBe(
      'hang',
    );
  });

  it('has its requests kept, byte for byte, and the control notices that pictures are no longer seen', async () => {
    await using server = await listen((socket) => {
      socket.end(answer(404, problem()));
    });
    const origin = `http://127.0.0.1:${server.port}`;
    const { failures, tallies } = await attackWorker(corpus, { seed: 3, runs: 12, origin, folder, patience: 2000 });
    expect(failures[0]).toMatchObject({ reason: 'control' });
    expect(Object.values(tallies).reduce((sum, { requests }) => sum + requests, 0)).toBe(12);
    const saved = readRequests(folder);
    expect(saved.length).toBeGreaterThan(3);
    for (const { index, path } of failures) {
      const again = requestOf(corpus, goodPicture(corpus), 3, index);
      const kept = saved.find(({ file }) => path.endsWith(`${file}.http`));
      expect(kept).toMatchObject({ name: again.name, method: again.method, marker: again.marker });
      expect(kept?.steps).toEqual(again.steps);
      expect(kept?.expected).toMatchObject(again.expected);
    }
  });
});

describe('the requests', () => {
  it('are the same for the same seed, and come in every class', () => {
    const good = goodPicture(corpus);
    const names = new Set<string>();
    for (let index = 0; index < 500; index++) names.add(requestOf(corpus, good, 1, index).name);
    expect([...names].sort()).toEqual(CLASSES.map(({ name }) => name).sort());
    for (let index = 0; index < 50; index++) {
      expect(requestOf(corpus, good, 1, index)).toEqual(requestOf(corpus, good, 1, index));
    }
    expect(requestOf(corpus, good, 1, 0)).not.toEqual(requestOf(corpus, good, 2, 0));
  });

  it('ask every model in every engine, and pairs of them; half of the pictures go to the fast one', () => {
    const targets = Array.from({ length: 3000 }, (_, index) => targetOf(1, index));
    const counts = Map.groupBy(targets, (target) => target);
    expect(counts.has('/v1/classify?model=efficientnet_b0&engine=simd')).toBe(true);
    expect(counts.has('/v1/classify?model=mobilenetv3_small_triage_int8&engine=simd')).toBe(true);
    expect(counts.has('/v1/classify?model=mobilenetv3_small_triage&engine=onnxruntime')).toBe(true);
    // Nine models, three of which have a plan for the SIMD engine; the fast one is also asked without an engine.
    expect([...counts.keys()].filter((target) => target.startsWith('/v1/classify?'))).toHaveLength(13);
    // 28 pairs of the eight with the classes of ImageNet, and six of the other four.
    expect([...counts.keys()].filter((target) => target.startsWith('/v1/compare?'))).toHaveLength(34);
    const fast = counts.get('/v1/classify?model=mobilenetv3_small_distilled') ?? [];
    expect(fast.length / targets.length).toBeCloseTo(0.5, 1);
  });
});
