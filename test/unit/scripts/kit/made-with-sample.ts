import type { MadeWith } from '../../../../src/contract/measured.ts';

/** What a made-up figure was measured with. */
export const MADE_WITH: MadeWith = {
  commit: '0123abc+',
  kernels: '01234567',
  onnxruntime: '1.30.0',
  workerd: '1.20261023.1',
  phases: '89abcdef',
};
