import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { versionOf } from '../kit/made-with.ts';
import { ROOT } from '../kit/paths.ts';
import { filesBelow } from '../kit/worker/wrangler.ts';

/** From a picture file to pooled features, beside the model: decoders, preprocessing, crops, engines with their kernels. */
const CODE = [
  'scripts/train/features.ts',
  'scripts/train/view.ts',
  'src/image',
  'src/inference/engines',
  'src/inference/picture/preprocess.ts',
];
/** What of it is WebAssembly of others. */
const PACKAGES = ['@jsquash/webp', 'fflate', 'imagescript', 'onnxruntime-web'];

/**
 * Identifies the code that turns pictures into features: what another one has computed is computed again.
 * @param root of the checkout
 */
export function featureCodeSum(root = ROOT): string {
  const hash = createHash('sha256').update(JSON.stringify(PACKAGES.map((name) => [name, versionOf(name)])));
  const files = CODE.map((path) => join(root, path)).flatMap((path) =>
    statSync(path).isDirectory() ? filesBelow(path) : [path],
  );
  for (const path of files) hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}
