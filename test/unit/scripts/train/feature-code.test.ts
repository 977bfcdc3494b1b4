import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { ROOT } from '../../../../scripts/kit/paths.ts';
import { featureCodeSum } from '../../../../scripts/train/feature-code.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'edgelens-code-'));
  for (const path of ['scripts/train', 'src/image', 'src/inference']) {
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('is that of the same code wherever it lies', () => {
  expect(featureCodeSum(root)).toBe(featureCodeSum());
});

it.each([
  'src/image/jpeg/decode.ts',
  'src/inference/picture/preprocess.ts',
  'src/inference/engines/simd/kernels/sha256.json',
  'scripts/train/view.ts',
])('is another one once %s has changed', (path) => {
  writeFileSync(join(root, path), '// changed');
  expect(featureCodeSum(root)).not.toBe(featureCodeSum());
});

it('stays when code changes that computes no features', () => {
  writeFileSync(join(root, 'scripts/train/card.ts'), '// changed');
  expect(featureCodeSum(root)).toBe(featureCodeSum());
});
