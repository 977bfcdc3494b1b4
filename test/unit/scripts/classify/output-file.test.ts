import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ownProblem, type Outcome } from '../../../../scripts/classify/answer.ts';
import { LINES_FORMAT } from '../../../../scripts/classify/lines-format.ts';
import { OutputFile } from '../../../../scripts/classify/output-file.ts';
import { tableFormat } from '../../../../scripts/classify/table-format.ts';

const NEW = { resume: false, force: false };
const FORCE = { resume: false, force: true };
const RESUME = { resume: true, force: false };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-output-'));
  path = join(folder, 'out');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function answered(file: string, label = 'crane'): Outcome {
  const predictions = [{ index: 134, label, score: 0.123456789 }];
  return { file, answer: { model: 'm', engine: 'simd', unknown: false, predictions }, problem: null };
}

function failed(file: string, kind: string): Outcome {
  return { file, answer: null, problem: ownProblem(kind, 'Why, "exactly"?\nSo.') };
}

function write(outcomes: readonly Outcome[], format = tableFormat(2), mode = NEW): string {
  const output = new OutputFile(path, format, mode);
  for (const outcome of outcomes) output.add(outcome);
  output.close();
  return readFileSync(path, 'utf8');
}

const HEAD = '\u{FEFF}file,problem,detail,model,engine,unknown,index_1,label_1,score_1,index_2,label_2,score_2\r\n';

it('writes a table of RFC 4180 that no spreadsheet computes', () => {
  const text = write([answered('=cmd|x.jpg', '@crane, "bird"'), failed('b.jpg', 'not-a-picture')]);
  expect(text).toBe(
    `${HEAD}'=cmd|x.jpg,,,m,simd,false,134,"'@crane, ""bird""",0.123457,,,\r\n` +
      'b.jpg,not-a-picture,"Why, ""exactly""?\nSo.",,,,,,,,,\r\n',
  );
});

describe.each([
  ['table', tableFormat(2)],
  ['lines', LINES_FORMAT],
])('a %s', (_, format) => {
  it('goes on behind the last whole record, and without the problems that may be gone', () => {
    const first = [
      answered('=a.jpg'),
      failed('b,"1".jpg', 'busy'),
      failed('c.jpg', 'not-a-picture'),
      answered('d.jpg'),
    ];
    const before = write(first, format);
    const torn = before.slice(0, -3);
    writeFileSync(path, torn);
    const output = new OutputFile(path, format, RESUME);
    const files = ['=a.jpg', 'b,"1".jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
    expect(files.filter((file) => output.has(file))).toEqual(['=a.jpg', 'c.jpg']);
    for (const file of files) output.add(answered(file));
    output.close();
    const after = readFileSync(path, 'utf8');
    rmSync(path);
    expect(after).toBe(
      write(
        [first[0], first[2], ...['b,"1".jpg', 'd.jpg', 'e.jpg'].map((file) => answered(file))].filter(
          (each) => each !== undefined,
        ),
        format,
      ),
    );
  });

  it('is neither replaced nor added to where nobody says so', () => {
    const before = write([answered('a.jpg')], format);
    expect(() => new OutputFile(path, format, NEW)).toThrow('--resume goes on with it, --force replaces it');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('is replaced when there is something to replace it with, and not before', () => {
    const before = write([answered('a.jpg')], format);
    expect(write([], format, FORCE)).toBe(before);
    const output = new OutputFile(path, format, FORCE);
    expect(output.has('a.jpg')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(before);
    output.add(answered('b.jpg'));
    output.add(answered('c.jpg'));
    output.close();
    const after = readFileSync(path, 'utf8');
    rmSync(path);
    expect(after).toBe(write([answered('b.jpg'), answered('c.jpg')], format));
  });

  it('is not there when nothing was answered', () => {
    new OutputFile(path, format, NEW).close();
    expect(existsSync(path)).toBe(false);
  });
});

it('takes up a table that a spreadsheet has written with its own line ends', () => {
  const text = write([answered('a.jpg'), answered('b.jpg')]);
  writeFileSync(path, HEAD + text.slice(HEAD.length).replaceAll('\r\n', '\n'));
  const output = new OutputFile(path, tableFormat(2), RESUME);
  expect(['a.jpg', 'b.jpg', 'c.jpg'].map((file) => output.has(file))).toEqual([true, true, false]);
  output.close();
});

it('refuses to go on with a table of other columns, or with lines of something else', () => {
  write([answered('a.jpg')]);
  expect(() => new OutputFile(path, tableFormat(3), RESUME)).toThrow('--resume takes the same --top-k as before');
  writeFileSync(path, '{"hello":1}\n');
  expect(() => new OutputFile(path, LINES_FORMAT, RESUME)).toThrow("line 1 of the file is none of this command's");
});
