import { expect, it } from 'vitest';

import { compared, notChecked } from '../../../../scripts/verify/finding.ts';
import { markdownReport, verificationReport } from '../../../../scripts/verify/report.ts';
import type { Verification } from '../../../../scripts/verify/verification.ts';

const VERIFICATION: Verification = {
  origin: 'https://edgelens.example',
  date: '2026-11-29T12:00:00.000Z',
  checkout: 'abc1234',
  passed: false,
  findings: [
    compared('version', '/healthz', { isRight: true, expected: 'status ok, and a version', seen: 'the same' }),
    compared('headers', '/', { isRight: false, expected: 'x-frame-options: DENY', seen: 'x-frame-options: none | x' }),
    notChecked('clocks', 'RPC clock', 'a clock that runs', 'only the operator may'),
  ],
  starts: [
    {
      subject: 'small in simd',
      cold: null,
      warm: { count: 3, client: 40.25, total: 12, load: 0, infer: 7 },
    },
  ],
  coldOnDemand: false,
  versions: 'one (10 of 10 answers)',
  locations: ['FRA', 'SYD'],
  isolates: 2,
  received_bytes: 47 * 2 ** 20,
};

it('lays findings out for people, with what failed and why something was not looked at', () => {
  expect(verificationReport(VERIFICATION).split('\n')).toEqual([
    'https://edgelens.example, compared with commit abc1234',
    'version: one (10 of 10 answers)',
    'data centre: FRA, SYD',
    'isolates that answered: 2',
    'loaded: 47.0 MiB',
    '',
    'check    passed  failed  not checked',
    'version       1       0            0',
    'clocks        0       0            1',
    'headers       0       1            0',
    '',
    'FAILED',
    '  headers  /',
    '    expected  x-frame-options: DENY',
    '    seen      x-frame-options: none | x',
    '',
    'NOT CHECKED',
    '  clocks  RPC clock',
    '    only the operator may',
    '',
    '               start  answers  here  told  load  infer',
    'small in simd   warm        3  40.3  12.0  0.00   7.00',
    'Medians in ms. here: at this machine, network included; told, load and infer: as the answers tell them. No verdict depends on them.',
    '',
    'FAILED: 1 passed, 1 failed, 1 not checked.',
  ]);
});

it('writes a report in Markdown that says what cannot be known', () => {
  const report = markdownReport(VERIFICATION);
  expect(report).toContain('# https://edgelens.example: failed\n');
  expect(report).toContain(
    '## Failed\n\n| check | of what | expected | seen |\n| --- | --- | --- | --- |\n' +
      '| headers | / | x-frame-options: DENY | x-frame-options: none \\| x |\n',
  );
  expect(report).toContain(
    '## Not checked\n\n| check | of what | why |\n| --- | --- | --- |\n| clocks | RPC clock | only the operator may |',
  );
  expect(report).toContain('| small in simd | warm | 3 | 40.3 | 12.0 | 0.00 | 7.00 |');
  expect(report).toContain('## What cannot be known from outside');
  expect(report).toContain('(its clocks were not judged)');
  expect(report).toContain('- what a cold start takes, beyond those that were seen');
  const judged = [compared('clocks', 'RPC clock', { isRight: true, expected: '', seen: '' })];
  expect(markdownReport({ ...VERIFICATION, findings: judged, coldOnDemand: true })).not.toMatch(/judged|cold start/);
});
