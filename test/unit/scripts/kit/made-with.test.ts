import { describe, expect, it } from 'vitest';

import { changedParts, madeWithIn, madeWithNow, madeWithText } from '../../../../scripts/kit/made-with.ts';
import { MADE_WITH } from './made-with-sample.ts';

describe('what a figure was measured with', () => {
  it('is found again in a document, also where a formatter broke the line', () => {
    const text = madeWithText(MADE_WITH);
    expect(text.length).toBeLessThan(100);
    const broken = madeWithText({ ...MADE_WITH, commit: null }).replace(', workerd ', ',\nworkerd ');
    expect(madeWithIn(`One line: ${text}.\n\nAnother: ${broken}`)).toEqual([MADE_WITH, { ...MADE_WITH, commit: null }]);
    expect(madeWithIn('commit 0123abc, and nothing else')).toEqual([]);
  });

  it('is out of date when kernels, a runtime or the phases are others, and not when only the commit is', () => {
    expect(changedParts(MADE_WITH, { ...MADE_WITH, commit: 'fedcba9' })).toEqual([]);
    expect(changedParts(MADE_WITH, { ...MADE_WITH, kernels: '76543210', onnxruntime: '1.31.0' })).toEqual([
      'kernels 01234567, now 76543210',
      'onnxruntime 1.30.0, now 1.31.0',
    ]);
    expect(changedParts(MADE_WITH, { ...MADE_WITH, phases: '0', workerd: '2' })).toHaveLength(2);
  });

  it('names the installed versions', () => {
    const now = madeWithNow();
    expect([now.onnxruntime, now.workerd].map((version) => /^1\.\d+\.\d+$/.test(version))).toEqual([true, true]);
    expect([now.kernels, now.phases].map((digits) => /^[0-9a-f]{8}$/.test(digits))).toEqual([true, true]);
  });
});
