import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { readTable } from '../../scripts/classify/table-format.ts';
import { PICTURE, ROOT } from '../../scripts/kit/paths.ts';
import { startLocalWorker, type WorkerProcess } from '../../scripts/kit/worker/worker-process.ts';
import { proxyTo } from './proxy.ts';

const FAST = ['--model', 'mobilenetv3_small_distilled_int8', '--engine', 'simd'];

let worker: WorkerProcess;
let pictures = '';
let out = '';

beforeAll(async () => {
  worker = await startLocalWorker();
  pictures = mkdtempSync(join(tmpdir(), 'edgelens-pictures-'));
  const panda = await sharp(PICTURE).resize(160, 160).raw().toBuffer();
  for (const half of ['first', 'second/half']) {
    mkdirSync(join(pictures, half), { recursive: true });
    for (let i = 0; i < 250; i++) {
      const view = sharp(panda, { raw: { width: 160, height: 160, channels: 3 } });
      const small = view.extract({ left: i % 32, top: i >> 3, width: 128, height: 128 });
      await small.jpeg().toFile(join(pictures, half, `${String(i).padStart(3, '0')}.jpg`));
    }
  }
  writeFileSync(join(pictures, 'first/100.jpg'), 'no picture');
  writeFileSync(join(pictures, 'first/notes.txt'), 'not asked for');
  writeFileSync(join(pictures, 'first/.hidden.jpg'), 'not asked for');
});
afterAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  await worker.close();
});
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'edgelens-classify-'));
});
afterEach(() => {
  rmSync(out, { recursive: true, force: true });
});

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run classify` with these arguments. */
function classify(...args: string[]): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(process.execPath, ['scripts/classify.ts', ...args], { cwd: ROOT });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  const ended = new Promise<Ending>((resolve) =>
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    }),
  );
  return { child, ended };
}

/** The rows of a table that was written, without its head. */
function rowsOf(path: string): string[][] {
  return readTable(readFileSync(path, 'utf8'))
    .slice(1)
    .map(({ cells }) => cells);
}

/** The names of all 500 files. */
function allFiles(): string[] {
  const numbers = Array.from({ length: 250 }, (_, i) => `${String(i).padStart(3, '0')}.jpg`);
  return ['first', 'second/half'].flatMap((half) => numbers.map((number) => `${pictures}/${half}/${number}`));
}

const LATER = { type: '/problems/rate-limited', title: 'Too many requests', status: 429, detail: 'Later.' };

it('turns a folder of 500 pictures into a table, waits where it is told to, and says what is no picture', async () => {
  await using proxy = await proxyTo(worker.origin, (_, index) =>
    index === 3 ? { status: 429, body: LATER, headers: { 'Retry-After': '1' } } : undefined,
  );
  const csv = join(out, 'table.csv');
  const jsonl = join(out, 'lines.jsonl');
  const argv = ['--url', proxy.origin, ...FAST, '--top-k', '2', '--concurrency', '1', '--csv', csv, '--jsonl', jsonl];
  const { code, stdout, stderr } = await classify(pictures, ...argv).ended;
  expect(stderr).toBe('waiting 1.0 s: Later.\nedgelens: 1 of 500 pictures have no answer\n');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^500 pictures in \d+\.\d s, \d+\.\d a second\n499 answered, \d+ of them not sure; 1 with a problem\n/,
  );
  expect(stdout).toMatch(/^\d+ +giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca$/m);
  expect(stdout).toMatch(/^1 +not-a-picture +\S+first\/100\.jpg$/m);

  expect(readFileSync(csv, 'utf8')).toMatch(
    /^\u{FEFF}file,problem,detail,model,engine,unknown,index_1,label_1,score_1,index_2,label_2,score_2\r\n/u,
  );
  const rows = rowsOf(csv);
  expect(rows.map(([file]) => file)).toEqual(allFiles());
  expect(rows[0]?.slice(1, 6)).toEqual(['', '', 'mobilenetv3_small_distilled_int8', 'simd', expect.any(String)]);
  expect(rows[0]?.[6]).toBe('388');
  expect(rows[100]?.slice(1)).toEqual([
    'not-a-picture',
    expect.stringContaining('begin'),
    ...Array<string>(9).fill(''),
  ]);
  const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n');
  const first = JSON.parse(lines[0] ?? '') as { file: string; answer: { timings: { total_ms: number } } };
  expect(lines).toHaveLength(500);
  expect(first.file).toBe(allFiles()[0]);
  expect(first.answer.timings.total_ms).toBeGreaterThan(0);

  // 32 requests of 16 pictures, and the one that was refused.
  expect(proxy.posts.map(({ path }) => path)).toEqual(Array(33).fill('/v1/classify/batch'));
  const [refused, next] = [proxy.posts[3]?.at ?? 0, proxy.posts[4]?.at ?? 0];
  expect(next - refused).toBeGreaterThan(990);
});

it('keeps what was answered before Ctrl-C, and goes on from there with --resume', async () => {
  const csv = join(out, 'table.csv');
  const argv = [pictures, '--url', worker.origin, ...FAST, '--csv', csv, '--batch', '4'];
  const { child, ended } = classify(...argv);
  while (!existsSync(csv) || rowsOf(csv).length < 20) {
    if (child.exitCode !== null) throw new Error((await ended).stderr);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(stderr).toMatch(/^edgelens: interrupted: \d+ of 500 pictures are left, which --resume goes on with\n$/);
  expect(code).toBe(130);
  const before = rowsOf(csv).length;
  expect(before).toBeLessThan(500);

  // A process that is killed leaves half a line, and a problem that may be gone is asked about again.
  const files = allFiles();
  appendFileSync(csv, `${files[499] ?? ''},busy,Later.${','.repeat(18)}\r\n${files[498] ?? ''},,"half`);
  const again = await classify(...argv, '--resume').ended;
  expect(again.stdout).toContain(`${500 - before} pictures in `);
  expect(again.stdout).toContain(`; ${before} were there before\n`);
  const rows = rowsOf(csv);
  expect(rows.map(([file]) => file).sort()).toEqual(files);
  expect(rows.filter(([, problem]) => problem !== '').map(([file, problem]) => [file, problem])).toEqual([
    [files[100], 'not-a-picture'],
  ]);

  const nothing = await classify(...argv, '--resume').ended;
  expect(nothing.stdout).toContain('0 pictures in ');
  expect([nothing.code, rowsOf(csv).length]).toEqual([0, 500]);
});

it('sends one picture a request to a deployment that takes no more, and prints a line for each', async () => {
  const body = { type: '/problems/not-found', title: 'No such page', status: 404, detail: 'There is nothing.' };
  await using proxy = await proxyTo(worker.origin, ({ path }) =>
    path === '/v1/classify/batch' ? { status: 404, body } : undefined,
  );
  const { code, stdout, stderr } = await classify(
    ...[join(pictures, 'second/half/00*.jpg'), '--url', proxy.origin, ...FAST],
    ...['--labels', 'giant panda,lesser panda', '--lang', 'ja', '--min-score', '1', '--top-k', '1'],
  ).ended;
  expect(stdout.trimEnd().split('\n')).toHaveLength(10);
  expect(stdout).toMatch(/^\S+\/second\/half\/000\.jpg: not sure: \d+\.\d % ジャイアントパンダ$/m);
  expect(stderr).toMatch(/^10 pictures in .*\n10 answered, 10 of them not sure; 0 with a problem\n/);
  expect(code).toBe(0);
  const single = proxy.posts.filter(({ path }) => path === '/v1/classify');
  expect(single).toHaveLength(10);
  expect(Object.fromEntries(single[0]?.query ?? [])).toEqual({
    ...{ model: 'mobilenetv3_small_distilled_int8', engine: 'simd', top_k: '1', lang: 'ja' },
    ...{ labels: 'giant panda,lesser panda', min_score: '1' },
  });
});

it('sends no more bytes than a deployment takes, and makes pictures smaller where it is asked to', async () => {
  const noise = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * i) % 251));
  const image = sharp(noise, { raw: { width: 1000, height: 1000, channels: 3 } });
  const large = join(out, 'large.png');
  await image.png({ compressionLevel: 0 }).toFile(large);
  const small = [0, 1, 2].map((i) => join(pictures, `first/00${i}.jpg`));
  const limit = 20_000;
  const body = { ...LATER, type: '/problems/body-too-large', status: 413, limit_bytes: limit };
  const asked: number[] = [];
  const run = async (...argv: string[]): Promise<Ending> => {
    await using proxy = await proxyTo(worker.origin, ({ length }) => {
      asked.push(length);
      return length > limit ? { status: 413, body } : undefined;
    });
    return await classify(...small, large, '--url', proxy.origin, ...FAST, ...argv).ended;
  };
  const whole = await run('--jsonl', join(out, 'lines.jsonl'), '--embed');
  expect(whole.stdout).toContain('3 answered, ');
  expect(whole.stdout).toMatch(/^1 +body-too-large +\S+large\.png$/m);
  expect(whole.code).toBe(1);
  expect(asked.filter((length) => length > limit)).toHaveLength(1);
  expect(readFileSync(join(out, 'lines.jsonl'), 'utf8')).toContain('"base64":"');
  const shrunk = await run('--shrink', '224');
  expect(shrunk.stdout).toContain(`${large}: `);
  expect(shrunk.code).toBe(0);
});

it('says in one sentence what is wrong, and ends with 2 for a wrong command line and 1 for all else', async () => {
  const picture = join(pictures, 'first/000.jpg');
  const there = join(out, 'there.csv');
  writeFileSync(there, 'something else\n');
  const here = ['--url', worker.origin];
  const cases: [string[], number, string][] = [
    [[], 2, "missing required argument 'files'"],
    [[join(out, 'none.jpg')], 2, `there is no file ${join(out, 'none.jpg')}, and no picture that matches it`],
    [[out], 2, `there is no picture in ${out}`],
    [[picture, '--resume'], 2, '--resume goes on with a file: name it by --csv or --jsonl'],
    [[picture, '--embed', '--csv', there], 2, '--embed adds what no table has room for'],
    [[picture, '--top-k', '0'], 2, '--top-k takes a whole number from 1 to 1000, not "0"'],
    [[picture, '--url', 'nowhere'], 2, '--url takes an address like'],
    [[picture, ...here, '--csv', there], 2, '--resume goes on with it, --force replaces it'],
    [[picture, ...here, '--csv', there, '--resume'], 2, 'does not begin as this command line would'],
    [[picture, ...here, '--model', 'resnet50'], 2, 'There is no model of that name. Known: efficientnet_b0, '],
    [[picture, ...here, '--labels', 'crane'], 2, 'labels'],
    [[picture, '--url', 'http://localhost:1'], 1, 'http://localhost:1 cannot be reached: '],
  ];
  const endings = await Promise.all(cases.map(([argv]) => classify(...argv).ended));
  for (const [index, { code, stdout, stderr }] of endings.entries()) {
    const [argv, expected, message] = cases[index] ?? [[], 0, ''];
    expect(stderr).toContain(message);
    expect([argv, code, stdout]).toEqual([argv, expected, '']);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
  expect(readFileSync(there, 'utf8')).toBe('something else\n');
});
