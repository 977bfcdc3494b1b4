import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { ROOT } from '../../../scripts/kit/paths.ts';

const MARKDOWN = globSync(['*.md', 'docs/*.md', 'models/*.md', 'scripts/**/*.md'], { cwd: ROOT }).sort();
const DOCUMENTS = [...MARKDOWN, 'NOTICE'];
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** Folders whose files documents name by their whole path. */
const FOLDERS = 'src|scripts|test|docs|models';
/** Files of others, those that commands make, and names that stand for a name. */
const ELSEWHERE = [
  /^src\/workerd\//,
  /^test\/images\//,
  /^models\/(calibration\/|heads\/)?(NAME|leaves)\b/,
  /^models\/\S+\.(onnx|plan)$/,
  /^models\/published\.lock\.json$/,
];

describe.each(DOCUMENTS)('%s', (name) => {
  const text = readFileSync(join(ROOT, name), 'utf8');

  it('links to files and headings that are there', () => {
    const links = Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
    const broken = links.filter((target) => !/^(https?|mailto):/.test(target) && !leadsSomewhere(name, target));
    expect(broken).toEqual([]);
  });

  it('names paths that are there', () => {
    const paths = Array.from(
      text.matchAll(new RegExp(`(?<![\\w./-])(?:${FOLDERS})/[\\w.*/-]*[\\w*/]`, 'g')),
      ([path]) => path,
    );
    const missing = paths.filter((path) => !ELSEWHERE.some((pattern) => pattern.test(path)) && !isThere(path));
    expect(missing).toEqual([]);
  });

  it('names commands that are there', () => {
    const commands = Array.from(
      text.matchAll(/npm run (?:-s )?([a-z]+(?:[:-][a-z]+)*)/g),
      ([, command = '']) => command,
    );
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});

it('a test compares every block of JSON with the real thing, by the comment before it', () => {
  const unmarked = MARKDOWN.flatMap((name) => {
    const blocks = readFileSync(join(ROOT, name), 'utf8').matchAll(/^(.*)\n(.*)\n```json$/gm);
    return Array.from(blocks, ([, first = '', second = '']) => `${first}${second}`).filter(
      (before) => !/^<!-- answer to .+ --><!-- prettier-ignore -->$|^<!-- a line of the log -->$/.test(before),
    );
  });
  expect(unmarked).toEqual([]);
});

/** Text without blocks and spans of code, where brackets mean something else. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, 'code');
}

function leadsSomewhere(from: string, target: string): boolean {
  const [path = '', heading] = target.split('#');
  const file = path === '' ? from : normalize(join(dirname(from), path));
  if (!existsSync(join(ROOT, file))) return false;
  return heading === undefined || headingsOf(file).includes(heading);
}

/** The anchors that GitHub gives to headings. */
function headingsOf(file: string): string[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').matchAll(/^#+ (.+)$/gm);
  return Array.from(lines, ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether a file or folder is there; `*` stands for a part of a name. */
const isThere = (path: string): boolean => globSync(path, { cwd: ROOT }).length > 0;
