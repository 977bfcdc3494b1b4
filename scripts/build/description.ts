import packageJson from '../../package.json' with { type: 'json' };
import { describeApi } from '../../src/api/description/description.ts';
import { DESCRIPTION } from '../kit/paths.ts';
import { writeChanged } from './changed-file.ts';

/** Writes what `/openapi.json` of every deployment has in common, unless it is there already. */
export function buildDescription(): void {
  writeChanged(DESCRIPTION, JSON.stringify(describeApi(packageJson.version)));
}
