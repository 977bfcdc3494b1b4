import { execFileSync, spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { ClassNames } from '../../../../../src/web/client/notebook/class-names.ts';
import { notebookCsv } from '../../../../../src/web/client/notebook/csv.ts';
import type { NotebookEntry } from '../../../../../src/web/client/notebook/entry.ts';
import { answer, entry } from './entries.ts';

const CLASSES = new ClassNames('ja', [{ en: ['giant panda', 'cock'], ja: ['ジャイアントパンダ', '雄鶏'] }]);

const csvOf = (entries: readonly NotebookEntry[]): string => notebookCsv(entries, CLASSES);

const HEADER =
  'entry,time,truth,place,note,picture,model,where,engine,ms,unknown,' +
  'label_1,score_1,label_2,score_2,label_3,score_3,label_4,score_4,label_5,score_5';

/** The lines of a table without its byte order mark and its header. */
function linesOf(csv: string): string[] {
  expect(csv.startsWith(`\u{FEFF}${HEADER}\r\n`)).toBe(true);
  return csv.slice(csv.indexOf('\r\n') + 2).split('\r\n');
}

/** Another reader: Python's `csv`, with a byte order mark as Excel has it. */
function readByPython(csv: string): string[][] {
  const program =
    'import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), strict=True))))';
  return JSON.parse(execFileSync('python3', ['-c', program], { input: csv, encoding: 'utf8' })) as string[][];
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('the notebook as a table', () => {
  it('has a line for each answer, with the time and the name of the picture by the local clock', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      const device = answer('coon bear', {
        model: 'mobilenetv3_small',
        where: 'device',
        engine: 'simd',
        unknown: true,
        ms: 31.6,
      });
      const csv = csvOf([entry('x', { answers: [answer('ジャイアントパンダ'), device], truth: 'giant panda' })]);
      expect(linesOf(csv)).toEqual([
        '9f3a1c2b,2026-11-30T02:33:12+09:00,giant panda,,,20261130-023312-9f3a1c2b.jpg,efficientnet_b0,edge,onnxruntime,420,false,giant panda,0.7652,cock,0.1,,,,,,',
        '9f3a1c2b,2026-11-30T02:33:12+09:00,giant panda,,,20261130-023312-9f3a1c2b.jpg,mobilenetv3_small,device,simd,32,true,coon bear,0.7652,cock,0.1,,,,,,',
        '',
      ]);
      process.env['TZ'] = 'America/St_Johns';
      expect(csvOf([entry('x')])).toContain(',2026-11-29T14:03:12-03:30,');
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('has nothing but its header if the notebook is empty', () => {
    expect(linesOf(csvOf([]))).toEqual(['']);
  });

  it.each([
    ['giant panda, panda', '"giant panda, panda"'],
    ['a "quoted" leaf', '"a ""quoted"" leaf"'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("https://evil.example")', '"\'=HYPERLINK(""https://evil.example"")"'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['\t=1', "'\t=1"],
    ['葉さび病', '葉さび病'],
    ['a=b', 'a=b'],
  ])('writes the note %j as %s', (note, cell) => {
    expect(csvOf([entry('leaf', { note })])).toContain(`,,,${cell},2026`);
  });

  it('has scores without an exponent', () => {
    const predictions = [0.000012, 1e-9].map((score, index) => ({ index, label: 'x', score }));
    const csv = csvOf([entry('x', { answers: [answer('x', { predictions })] })]);
    expect(csv).toContain(',x,0.000012,x,0,');
  });

  it.skipIf(!hasPython)('is read by another program as it was written', () => {
    const note = 'commas, "quotes"\r\nand 葉 🍁';
    const rows = readByPython(csvOf([entry('leaf, leafage', { note, place: 'field 3', truth: 'rust' })]));
    expect(rows.map(({ length }) => length)).toEqual([21, 21]);
    expect(rows[0]?.slice(0, 2)).toEqual(['entry', 'time']);
    expect([rows[1]?.[2], rows[1]?.[3], rows[1]?.[4], rows[1]?.[11]]).toEqual([
      'rust',
      'field 3',
      note,
      'leaf, leafage',
    ]);
  });
});
