import { describe, expect, it } from 'vitest';

import { parse } from '../../../../scripts/kit/command.ts';
import { photosOptions } from '../../../../scripts/lab/photos/command.ts';
import { photosReport } from '../../../../scripts/lab/photos/report.ts';
import { MADE_WITH } from '../kit/made-with-sample.ts';

const parsePhotosOptions = (argv: readonly string[]) => parse(photosOptions, argv);

describe('bench --photos', () => {
  it('takes a number of rounds and a file', () => {
    expect(parsePhotosOptions([])).toEqual({ rounds: 15, json: undefined });
    expect(parsePhotosOptions(['--rounds', '3', '--json', 'a.json'])).toEqual({ rounds: 3, json: 'a.json' });
    expect(photosOptions.helpInformation()).toContain('--rounds <n>');
    expect(() => parsePhotosOptions(['--rounds', '0'])).toThrow('--rounds');
    expect(() => parsePhotosOptions(['--models', 'a'])).toThrow();
  });

  it('prints what it measured', () => {
    const row = { name: 'JPEG, 12 megapixels', file_bytes: 2 ** 20, decode_ms: 40.12, preprocess_ms: 5, first_ms: 123 };
    const machine = { cpu: 'a processor', cores: 2, load: 0.5, system: 'a system', node: '24.0.0' };
    const report = photosReport(
      {
        rows: [{ ...row, wasm_bytes: 6 * 2 ** 20, decoded: '1008 x 756' }],
        jsquash: { median: 0.15, interval: [0.14, 0.16], pairs: 15 },
        inference: { median: 0.2, interval: undefined, pairs: 15 },
        rounds: 15,
      },
      { ...machine, memory_bytes: 1, wrangler: '', made_with: MADE_WITH, date: '2026-11-24' },
    );
    expect(report).toMatch(/JPEG, 12 megapixels +1\.00 +1008 x 756 +40\.1 +5\.00 +123 +6\.0/);
    expect(report).toMatch(/@jsquash\/jpeg.* 0\.150 +\[0\.140, 0\.160\] +15/);
    expect(report).toMatch(/inference of efficientnet_b0 +0\.200 +- +15/);
    for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
