import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import type { Hub } from '../../../../../scripts/models/hub/address.ts';
import { type Acquisition, acquirePublished } from '../../../../../scripts/models/published/acquisition.ts';
import type { Patience } from '../../../../../scripts/models/published/bounds.ts';
import type { Place } from '../../../../../scripts/models/published/place.ts';
import { readServed } from '../../../../../scripts/models/published/served.ts';
import { readManifest } from '../../../../../scripts/models/workspace.ts';
import { freePort } from '../../../../free-port.ts';
import { checkpointOf } from '../checkpoint.ts';
import { breakOff } from '../hub/hub-server.ts';
import { COMMIT, serveRepositories } from '../hub/repositories.ts';
import { temporaryFolder, temporaryWorkspace } from '../temporary.ts';

const SMALL = 'mobilenetv3_small_050.lamb_in1k';
const OTHER = 'mobilenetv3_small_075.lamb_in1k';
const REPOSITORIES = { [SMALL]: checkpointOf(SMALL), [OTHER]: checkpointOf(OTHER) };
const WEIGHTS = REPOSITORIES[SMALL]['model.safetensors'];
const SUM = createHash('sha256').update(WEIGHTS).digest('hex');

/** Of whoever waits for an answer that comes, however busy the machine is. */
const PATIENT: Patience = { answer: 60_000, silence: 60_000, whole: 600_000 };
/** Of whoever waits for what never comes. */
const BRIEF: Patience = { answer: 300, silence: 300, whole: 60_000 };

let place: Place;
let lines: string[];

beforeEach(() => {
  const folder = temporaryFolder();
  place = {
    shipped: temporaryWorkspace(),
    published: { models: join(folder, 'models'), sources: join(folder, 'sources') },
    lock: join(folder, 'published.lock.json'),
  };
  lines = [];
});

function acquire(hub: Hub | undefined, patience = PATIENT, names: readonly string[] = [SMALL]): Promise<Acquisition> {
  const watch = { report: (line: string) => lines.push(line) };
  return acquirePublished(place, { names, patience, watch, ...(hub && { hub: () => hub }) });
}

const partial = (revision: string): string =>
  join(place.published.sources, 'hub/timm', SMALL, `${revision}.fetched.partial`);

/** Names of the models that would be served, without those that the repository has itself. */
async function served(): Promise<string[]> {
  return [...(await readServed(place)).published];
}

test('what the hub has is fetched, locked and served, and the checkout stays as it was', async () => {
  const before = readFileSync(join(place.shipped.models, 'manifest.json'), 'utf8');
  const files = readdirSync(place.shipped.models, { recursive: true });
  const hub = await serveRepositories(REPOSITORIES);
  expect(await acquire(hub, PATIENT, [SMALL, OTHER])).toEqual({ there: [SMALL, OTHER], missing: [], reason: null });
  expect(JSON.parse(readFileSync(place.lock, 'utf8'))).toMatchObject({
    version: 1,
    models: [
      { name: SMALL, hub: `timm/${SMALL}`, revision: COMMIT, sha256: SUM, bytes: WEIGHTS.length },
      { name: OTHER, revision: COMMIT },
    ],
  });
  expect(await served()).toEqual([SMALL, OTHER]);
  expect((await readServed(place)).manifest.models.find(({ name }) => name === SMALL)?.files).toContainEqual(
    expect.objectContaining({ role: 'plan' }),
  );
  expect(readFileSync(join(place.shipped.models, 'manifest.json'), 'utf8')).toBe(before);
  expect(readdirSync(place.shipped.models, { recursive: true })).toEqual(files);
});

test('offline after online: nobody is asked, with or without permission', async () => {
  const hub = await serveRepositories(REPOSITORIES);
  await acquire(hub);
  const asked = hub.requests.length;
  expect(await acquire(undefined)).toEqual({ there: [SMALL], missing: [], reason: null });
  expect(await acquire(hub)).toEqual({ there: [SMALL], missing: [], reason: null });
  expect(hub.requests).toHaveLength(asked);
});

test('online after offline', async () => {
  expect(await acquire(undefined)).toMatchObject({
    there: [],
    missing: [SMALL],
    reason: expect.stringContaining('--offline') as unknown,
  });
  expect(await served()).toEqual([]);
  expect(await acquire(await serveRepositories(REPOSITORIES))).toMatchObject({ there: [SMALL] });
});

test('what was fetched once is wanted from then on', async () => {
  await acquire(await serveRepositories(REPOSITORIES), PATIENT, [OTHER]);
  expect(await acquire(undefined, PATIENT, [])).toMatchObject({ there: [OTHER] });
});

test('files that are lost, damaged or of other code are built again without the hub', async () => {
  const hub = await serveRepositories(REPOSITORIES);
  await acquire(hub);
  const asked = hub.requests.length;
  const plan = join(place.published.models, `${SMALL}.plan`);
  const original = readFileSync(plan);
  const spoil: (() => void)[] = [
    () => {
      rmSync(plan);
    },
    () => {
      writeFileSync(plan, original.subarray(0, 1000));
    },
    () => {
      writeFileSync(join(place.published.models, 'built-by'), 'another version');
    },
  ];
  for (const each of spoil) {
    each();
    expect(await served()).toEqual([]);
    expect(await acquire(undefined)).toMatchObject({ there: [SMALL] });
    expect(readFileSync(plan).equals(original)).toBe(true);
  }
  expect(hub.requests).toHaveLength(asked);
});

test('a manifest of another version is made anew, from the same weights', async () => {
  const hub = await serveRepositories(REPOSITORIES);
  await acquire(hub);
  writeFileSync(join(place.published.models, 'manifest.json'), '{"version": 0}');
  expect(await acquire(undefined)).toMatchObject({ missing: [SMALL] });
  expect(await acquire(hub)).toMatchObject({ there: [SMALL] });
  expect(hub.requests.filter(({ path }) => path.endsWith('model.safetensors'))).toHaveLength(1);
});

describe('nothing is served, and the reason told, when', () => {
  /** Expects a reason, and that a hub in order mends it. */
  async function expectMissing(hub: Hub, reason: string | RegExp, patience = PATIENT): Promise<void> {
    const got = await acquire(hub, patience);
    expect(got).toMatchObject({ there: [], missing: [SMALL] });
    expect(got.reason).toMatch(reason);
    expect(await served()).toEqual([]);
    expect(existsSync(`${place.published.models}.busy`)).toBe(false);
    expect(await acquire(await serveRepositories(REPOSITORIES))).toMatchObject({ there: [SMALL], reason: null });
  }

  test('nobody listens', async () => {
    await expectMissing({ endpoint: `http://127.0.0.1:${await freePort()}` }, 'cannot be reached');
  });

  test('the name of the hub does not exist', async () => {
    await expectMissing({ endpoint: 'http://hub.invalid' }, /cannot be reached|did not answer/);
  });

  test('the hub is a black hole', async () => {
    const hole = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => hole.once('listening', resolve));
    onTestFinished(() => void hole.close());
    const { port } = hole.address() as { port: number };
    await expectMissing({ endpoint: `http://127.0.0.1:${port}` }, 'did not answer within 0.3 s', BRIEF);
  });

  test('the first answer trickles in', async () => {
    const hub = await serveRepositories(REPOSITORIES, { instead: trickle('config.json') });
    await expectMissing(hub, 'did not answer within 0.3 s', { ...PATIENT, answer: 300 });
  });

  test('the weights stop coming', async () => {
    const hub = await serveRepositories(REPOSITORIES, {
      instead: ({ file, response, content }) => {
        if (file !== 'model.safetensors') return false;
        response.writeHead(200, { ETag: '"1"', 'Content-Length': content.length });
        response.write(content.subarray(0, 1000));
        return true;
      },
    });
    await expectMissing(hub, 'nothing came for 0.3 s', { ...PATIENT, silence: 300 });
  });

  test('the line is too slow to bring them in time', async () => {
    const hub = await serveRepositories(REPOSITORIES, { instead: trickle('model.safetensors') });
    // The first answer has a minute, so that only the pace of the weights can be what is wrong.
    await expectMissing(hub, /the line is too slow: the rest would take \d+ min/, { ...PATIENT, answer: 2000 });
  });

  /** A few bytes at a time. */
  function trickle(slow: string) {
    return ({
      file,
      response,
      content,
    }: Parameters<NonNullable<Parameters<typeof serveRepositories>[1]>['instead'] & object>[0]): boolean => {
      if (file !== slow) return false;
      response.writeHead(200, { ETag: '"1"', 'Content-Length': content.length });
      let at = 0;
      const timer = setInterval(() => response.write(content.subarray(at, (at += 4))), 50);
      response.on('close', () => {
        clearInterval(timer);
      });
      return true;
    };
  }

  test('the sum is wrong', async () => {
    const hub = await serveRepositories(REPOSITORIES, {
      instead: ({ file, response, content }) => {
        if (file !== 'model.safetensors') return false;
        const changed = Buffer.from(content);
        changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
        response.end(changed);
        return true;
      },
    });
    await expectMissing(hub, 'is not the file that the hub announced: its sha256 is');
  });

  test('nobody vouches for the sum', async () => {
    const hub = await serveRepositories(REPOSITORIES, {
      instead: ({ response }) => {
        response.removeHeader('X-Linked-ETag');
        return false;
      },
    });
    await expectMissing(hub, 'does not tell the sha256');
  });

  test('a web page comes', async () => {
    for (const page of ['config.json', 'model.safetensors']) {
      const hub = await serveRepositories(REPOSITORIES, {
        instead: ({ file, response }) => {
          if (file !== page) return false;
          response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Log in</html>');
          return true;
        },
      });
      expect((await acquire(hub)).reason).toContain('a web page came instead of the file');
    }
  });

  test('the hub is out of order', async () => {
    const hub = await serveRepositories(REPOSITORIES, {
      instead: ({ response }) => {
        response.writeHead(503).end();
        return true;
      },
    });
    await expectMissing(hub, 'cannot answer at the moment (503)');
  });

  test('the address of the hub is none', async () => {
    const hub = (): Hub => {
      throw new Error('HF_ENDPOINT takes an address');
    };
    const watch = { report: () => undefined };
    expect(await acquirePublished(place, { names: [SMALL], watch, hub })).toMatchObject({
      missing: [SMALL],
      reason: 'HF_ENDPOINT takes an address',
    });
  });

  test('the lock file cannot be read', async () => {
    writeFileSync(place.lock, '{"version": 1, "models": [{}]}');
    const { reason } = await acquire(await serveRepositories(REPOSITORIES));
    expect(reason).toContain('Delete it to take what the hub has now');
  });

  test.skipIf(!existsSync('/dev/full'))('the disk is full', async () => {
    mkdirSync(join(partial('x'), '..'), { recursive: true });
    symlinkSync('/dev/full', partial(COMMIT));
    const hub = await serveRepositories(REPOSITORIES);
    expect((await acquire(hub)).reason).toContain('the disk is full (ENOSPC)');
    expect(await served()).toEqual([]);
    rmSync(partial(COMMIT));
    expect(await acquire(hub)).toMatchObject({ there: [SMALL] });
  });
});

test('half a file is gone on with at the next start', async () => {
  let isBroken = true;
  const hub = await serveRepositories(REPOSITORIES, {
    instead: ({ file, response, content }) => {
      if (file !== 'model.safetensors' || !isBroken) return false;
      breakOff(response, content, 100_000, partial(COMMIT));
      return true;
    },
  });
  expect((await acquire(hub)).reason).toContain('the transfer broke off after 100000 of');
  isBroken = false;
  expect(await acquire(hub)).toMatchObject({ there: [SMALL] });
  expect(hub.requests.at(-1)?.range).toBe('bytes=100000-');
});

describe('once locked', () => {
  /** As after `rm -r .cache`. */
  async function lockAndLose(): Promise<void> {
    await acquire(await serveRepositories(REPOSITORIES));
    rmSync(place.published.models, { recursive: true });
    rmSync(place.published.sources, { recursive: true });
  }

  test('the same revision is asked for, whatever main is meanwhile', async () => {
    await lockAndLose();
    const hub = await serveRepositories(REPOSITORIES);
    expect(await acquire(hub)).toMatchObject({ there: [SMALL] });
    expect(hub.requests.map(({ path }) => path.split('/resolve/')[1])).toEqual([
      `${COMMIT}/config.json`,
      `${COMMIT}/config.json`,
      `${COMMIT}/README.md`,
      `${COMMIT}/model.safetensors`,
    ]);
  });

  test('the lock file stays as it is, because it may be in version control', async () => {
    await lockAndLose();
    const before = readFileSync(place.lock, 'utf8').replace(/"date": ".*"/, '"date": "2025-12-31"');
    writeFileSync(place.lock, before);
    expect(await acquire(await serveRepositories(REPOSITORIES))).toMatchObject({ there: [SMALL] });
    expect(readFileSync(place.lock, 'utf8')).toBe(before);
  });

  test('a hub that has only another revision is not believed', async () => {
    await lockAndLose();
    const { reason, missing } = await acquire(await serveRepositories(REPOSITORIES, { commit: 'f'.repeat(40) }));
    expect(missing).toEqual([SMALL]);
    expect(reason).toContain('was not found (404)');
  });

  test('other weights under the same revision are not believed', async () => {
    await lockAndLose();
    const changed = WEIGHTS.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const files = { ...REPOSITORIES[SMALL], 'model.safetensors': changed };
    const { reason, missing } = await acquire(await serveRepositories({ [SMALL]: files }));
    expect(missing).toEqual([SMALL]);
    expect(reason).toContain(`but ${SUM} were fetched before`);
    expect(await served()).toEqual([]);
  });

  test('a hub that answers for another revision is not believed', async () => {
    await lockAndLose();
    const hub = await serveRepositories(REPOSITORIES, { commit: 'f'.repeat(40), old: [COMMIT] });
    const { reason, missing } = await acquire(hub);
    expect(missing).toEqual([SMALL]);
    expect(reason).toContain(`answers with revision ${'f'.repeat(40)}, but ${COMMIT} was fetched before`);
  });
});

describe('two at once', () => {
  test('fetch it once', async () => {
    const hub = await serveRepositories(REPOSITORIES);
    const both = await Promise.all([acquire(hub), acquire(hub)]);
    for (const each of both) expect(each).toMatchObject({ there: [SMALL], reason: null });
    expect(hub.requests.filter(({ path }) => path.endsWith('model.safetensors'))).toHaveLength(1);
  });

  test('the second does not wait for long, and what was killed keeps nobody waiting', async () => {
    const hub = await serveRepositories(REPOSITORIES);
    mkdirSync(join(place.published.models, '..'), { recursive: true });
    writeFileSync(`${place.published.models}.busy`, String(process.ppid));
    expect((await acquire(hub, BRIEF)).reason).toBe(`another start (process ${process.ppid}) is fetching them`);
    // The first has no owner, no process has the second number, and somebody else got the third since.
    for (const [owner, minutes] of [
      ['', 10],
      [String(2 ** 22 + 1), 0],
      [String(process.ppid), 10],
    ] as const) {
      rmSync(place.published.models, { recursive: true, force: true });
      const begun = Date.now() / 1000 - 60 * minutes;
      writeFileSync(`${place.published.models}.busy`, owner);
      utimesSync(`${place.published.models}.busy`, begun, begun);
      expect(await acquire(hub)).toMatchObject({ there: [SMALL] });
      expect(existsSync(`${place.published.models}.busy`)).toBe(false);
    }
  });
});

test('where a stand-in has another model to stand in for, it is not served, nor are its variants', async () => {
  place = { ...place, shipped: temporaryWorkspace({ variants: true }) };
  const path = join(place.shipped.models, 'manifest.json');
  const manifest = await readManifest(place.shipped);
  const student = manifest.names?.['mobilenetv3_small']?.at(-1) ?? '';
  const names = { mobilenetv3_small: [SMALL, student] };
  writeFileSync(path, JSON.stringify({ ...manifest, names }));
  const all = manifest.models.map(({ name }) => name);
  expect((await readServed(place)).manifest.models.map(({ name }) => name)).toEqual(all);

  await acquire(await serveRepositories(REPOSITORIES), PATIENT, [OTHER, SMALL]);
  const { manifest: merged } = await readServed(place);
  const kept = all.filter((name) => ![student, `${student}_w8`, `${student}_int8`].includes(name));
  const at = all.indexOf(student);
  expect(merged.models.map(({ name }) => name)).toEqual([...kept.slice(0, at), SMALL, OTHER, ...kept.slice(at)]);
});
