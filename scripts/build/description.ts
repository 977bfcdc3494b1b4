import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import packageJson from '../../package.json' with { type: 'json' };
import { describeApi } from '../../src/api/description/description.ts';
import { DESCRIPTION } from '../kit/paths.ts';

/**
 * Writes what `/openapi.json` of every deployment has in common, unless it is there already: a file that is not written
 * again keeps its time, which tells that.
 */
export function buildDescription(): void {
  const text = JSON.stringify(describeApi(packageJson.version));
  if (existsSync(DESCRIPTION) && readFileSync(DESCRIPTION, 'utf8') === text) return;
  mkdirSync(dirname(DESCRIPTION), { recursive: true });
  writeFileSync(DESCRIPTION, text);
}
