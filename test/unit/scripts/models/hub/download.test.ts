import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { hubOf, repositoryId, type Hub } from '../../../../../scripts/models/hub/address.ts';
import { download } from '../../../../../scripts/models/hub/download.ts';
import { fetchText } from '../../../../../scripts/models/hub/text.ts';
import { breakOff, type Handler, sendFile, serveHub } from './hub-server.ts';
import { temporaryFolder } from '../temporary.ts';

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 5);
const SUM = createHash('sha256').update(CONTENT).digest('hex');
const ADDRESS = '/timm/net/resolve/main/model.safetensors';

/** Fetches the file of a hub into a folder. */
async function fetchFrom(hub: Hub, path = join(temporaryFolder(), 'model.safetensors')): Promise<string> {
  const order = {
    address: `${hub.endpoint}${ADDRESS}`,
    path,
    what: 'timm/net/model.safetensors',
    page: 'https://hub/timm/net',
  };
  await download(hub, { ...order, watch: { report: () => undefined } });
  return path;
}

/** A hub that redirects to a store elsewhere, as the real one does with large files. */
async function hubWithStore(
  store: Handler,
  sum: string | null = SUM,
): Promise<{ hub: Hub; store: Awaited<ReturnType<typeof serveHub>> }> {
  const server = await serveHub(store);
  const { endpoint } = await serveHub((_, response) => {
    response.writeHead(302, {
      Location: `${server.endpoint}/store?signed`,
      'X-Repo-Commit': 'c0ffee',
      'X-Linked-Size': String(CONTENT.length),
      ...(sum !== null && { 'X-Linked-ETag': `"${sum}"` }),
    });
    response.end();
  });
  return { hub: { endpoint, token: 'hf_secret' }, store: server };
}

test('a file comes whole through a redirect, and the token does not leave the hub', async () => {
  const { hub, store } = await hubWithStore((request, response) => {
    sendFile(request, response, CONTENT, '"v1"');
  });
  const path = await fetchFrom(hub);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
  expect(existsSync(`${path}.partial`)).toBe(false);
  expect(store.requests).toEqual([{ path: '/store?signed' }]);
});

test('a transfer that broke off says so, and goes on where it stopped', async () => {
  const path = join(temporaryFolder(), 'model.safetensors');
  let broken = true;
  const { hub, store } = await hubWithStore((request, response) => {
    if (broken) breakOff(response, CONTENT, 100_000, `${path}.partial`);
    else sendFile(request, response, CONTENT, '"v1"');
  });
  await expect(fetchFrom(hub, path)).rejects.toThrow(
    'the transfer broke off after 100000 of 300000 bytes. Run the same command again; it goes on from there.',
  );
  broken = false;
  await fetchFrom(hub, path);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
  expect(store.requests.at(-1)).toEqual({ path: '/store?signed', range: 'bytes=100000-', ifRange: '"v1"' });
});

/** Leaves the first half of the file behind, as a run that was broken off does. */
async function halfOf(path: string, sum: string | null): Promise<void> {
  const { hub } = await hubWithStore((_, response) => {
    breakOff(response, CONTENT, 150_000, `${path}.partial`);
  }, sum);
  await expect(fetchFrom(hub, path)).rejects.toThrow('broke off');
}

test('another version of the file is fetched from its beginning', async () => {
  const path = join(temporaryFolder(), 'model.safetensors');
  await halfOf(path, null);
  const other = CONTENT.map((byte) => byte ^ 1);
  const { hub } = await hubWithStore((request, response) => {
    sendFile(request, response, other, '"v2"');
  }, null);
  await fetchFrom(hub, path);
  expect(readFileSync(path).equals(other)).toBe(true);
});

test('the sum that the hub tells decides when the store ignores If-Range', async () => {
  const path = join(temporaryFolder(), 'model.safetensors');
  await halfOf(path, createHash('sha256').update('older').digest('hex'));
  const { hub, store } = await hubWithStore((request, response) => {
    delete request.headers['if-range'];
    sendFile(request, response, CONTENT, '"v2"');
  });
  await fetchFrom(hub, path);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
  expect(store.requests.at(-1)).toEqual({ path: '/store?signed' });
});

test('a file that is there to its last byte needs no more bytes', async () => {
  const path = join(temporaryFolder(), 'model.safetensors');
  const cut = await hubWithStore((_, response) => {
    breakOff(response, new Uint8Array([...CONTENT, 0]), CONTENT.length, `${path}.partial`);
  });
  await expect(fetchFrom(cut.hub, path)).rejects.toThrow('broke off after 300000');
  const { hub } = await hubWithStore((request, response) => {
    sendFile(request, response, CONTENT, '"v1"');
  });
  await fetchFrom(hub, path);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

test('a store that answers a range with something else is asked again for all', async () => {
  const path = join(temporaryFolder(), 'model.safetensors');
  await halfOf(path, SUM);
  const { hub } = await hubWithStore((request, response) => {
    if (request.headers.range === undefined) sendFile(request, response, CONTENT, '"v1"');
    else response.writeHead(206, { 'Content-Range': 'bytes 7-9/300000' }).end('abc');
  });
  await fetchFrom(hub, path);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);
});

test('wrong content is thrown away, and named with both sums', async () => {
  const wrong = CONTENT.map((byte) => byte ^ 1);
  const { hub } = await hubWithStore((request, response) => {
    sendFile(request, response, wrong, '"v1"');
  });
  const path = join(temporaryFolder(), 'model.safetensors');
  const got = createHash('sha256').update(wrong).digest('hex');
  await expect(fetchFrom(hub, path)).rejects.toThrow(`its sha256 is ${got}, expected ${SUM}. It was thrown away`);
  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${path}.partial`)).toBe(false);
});

test('more bytes than announced are refused', async () => {
  const { hub } = await hubWithStore((request, response) => {
    sendFile(request, response, new Uint8Array(300_001), '"v1"');
  });
  await expect(fetchFrom(hub)).rejects.toThrow('300001 bytes came, expected 300000');
});

test.each([
  [404, {}, 'was not found (404). Check the name and --revision; https://hub/timm/net shows what there is.'],
  [401, {}, 'may not be read (401): there is no such model, or it is private or gated.'],
  [403, {}, 'may not be read (403): there is no such model, or it is private or gated.'],
  [429, { 'Retry-After': '300' }, '(429). Run the same command again in 300 s; with HF_TOKEN the limit is higher.'],
  [429, {}, 'Run the same command again in a minute'],
  [500, {}, 'the hub cannot answer at the moment (500). Run the same command again in a minute'],
  [503, { 'Retry-After': '20' }, '(503). Run the same command again in 20 s; what has come so far is kept.'],
  [206, {}, 'the hub answers with status 206 instead of the file'],
])('status %i is told with what to do', async (status, headers, message) => {
  const { endpoint } = await serveHub((_, response) => {
    response.writeHead(status, headers).end();
  });
  await expect(fetchFrom({ endpoint })).rejects.toThrow(message);
});

test('redirects that lead nowhere are told apart', async () => {
  const circle = await serveHub((request, response) => {
    response.writeHead(302, { Location: request.url }).end();
  });
  await expect(fetchFrom(circle)).rejects.toThrow('redirects in circles (more than 10 times)');
  const silent = await serveHub((_, response) => {
    response.writeHead(307).end();
  });
  await expect(fetchFrom(silent)).rejects.toThrow('redirects without saying where to');
  const odd = await serveHub((_, response) => {
    response.writeHead(302, { Location: 'file:///etc/passwd' }).end();
  });
  await expect(fetchFrom(odd)).rejects.toThrow('redirects to an address that is not secure (file:)');
});

test('a page in the place of the file is recognised', async () => {
  const { endpoint } = await serveHub((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<html>Log in</html>');
  });
  await expect(fetchFrom({ endpoint })).rejects.toThrow('a web page came instead of the file');
});

test.each([0, 1000])(
  'a transfer that stops after %i bytes without a word is given up, and can be gone on with',
  async (bytes) => {
    const { hub } = await hubWithStore((_, response) => {
      if (bytes === 0) return;
      response.writeHead(200, { ETag: '"v1"', 'Content-Length': CONTENT.length });
      response.write(CONTENT.subarray(0, bytes));
    });
    const path = join(temporaryFolder(), 'model.safetensors');
    await expect(fetchFrom({ ...hub, patience: 200 }, path)).rejects.toThrow(
      'nothing came for 0.2 s. Run the same command',
    );
    expect(existsSync(`${path}.partial`)).toBe(bytes > 0);
  },
);

test('nobody there is told with what to check', async () => {
  await expect(fetchFrom({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:1 cannot be reached \(.+\)\. Check the network/,
  );
});

test('a small file comes as text, may be missing when it is optional, and has a limit', async () => {
  const { endpoint } = await serveHub((request, response) => {
    if (request.url === '/config.json') response.writeHead(200, { 'X-Repo-Commit': 'c0ffee' }).end('{"a": "ü"}');
    else if (request.url === '/endless') response.writeHead(200).end(new Uint8Array(5_000_000));
    else response.writeHead(404).end();
  });
  const order = (file: string): { address: string; what: string; page: string } => ({
    address: `${endpoint}/${file}`,
    what: file,
    page: endpoint,
  });
  const config = await fetchText({ endpoint }, order('config.json'));
  expect(config).toMatchObject({ text: '{"a": "ü"}', identity: { commit: 'c0ffee' } });
  expect(await fetchText({ endpoint }, { ...order('README.md'), optional: true })).toBeUndefined();
  await expect(fetchText({ endpoint }, order('README.md'))).rejects.toThrow('README.md was not found (404)');
  await expect(fetchText({ endpoint }, order('endless'))).rejects.toThrow('endless has more than 4000000 bytes');
});

test('the environment names the hub, an option goes before it', () => {
  expect(hubOf({})).toEqual({ endpoint: 'https://huggingface.co' });
  expect(hubOf({ HF_ENDPOINT: 'https://mirror.example/', HF_TOKEN: ' hf_1 ' })).toEqual({
    endpoint: 'https://mirror.example',
    token: 'hf_1',
  });
  expect(hubOf({ HF_ENDPOINT: 'https://mirror.example' }, 'http://localhost:1').endpoint).toBe('http://localhost:1');
  expect(() => hubOf({ HF_ENDPOINT: 'mirror' })).toThrow('HF_ENDPOINT takes an address');
});

test.each(['../../etc/passwd', 'timm/', '/resnet50', 'timm/a/b', 'timm/..', 'a b', '.hidden', 'timm/a?b'])(
  '%j is no name of a repository',
  (name) => {
    expect(() => repositoryId(name)).toThrow('a model is named by its owner and its name on the hub');
  },
);
