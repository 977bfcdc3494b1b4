import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { ROOT } from '../../kit/paths.ts';

/** The code that turns weights into files. */
const BUILDER = join(ROOT, 'scripts/models');
const PARTS = ['assembly.ts', 'source-model.ts', 'networks', 'onnx', 'plan', 'quantise', 'weights'];

/** Identifies the code that turns weights into files: what another one has built is built again. */
export function builderSum(): string {
  const hash = createHash('sha256');
  const files = PARTS.flatMap((part) =>
    part.endsWith('.ts')
      ? [join(BUILDER, part)]
      : readdirSync(join(BUILDER, part)).map((name) => join(BUILDER, part, name)),
  );
  for (const path of files.sort()) hash.update(`${relative(BUILDER, path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}
