import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { writeChanged } from './changed-file.ts';
import { bundleClient } from './client.ts';
import { drawPictures } from './pictures.ts';
import { WEB, WEB_FILES } from '../kit/paths.ts';
import { filesBelow } from '../kit/worker/wrangler.ts';

/**
 * Builds the files that pages load in addition to `src/web/static`: scripts, the style sheet, icons and sample pictures. A
 * file that did not change is not written again, so that its time tells that. The Worker is told what they are called.
 */
export async function buildWeb(): Promise<void> {
  const client = await bundleClient();
  writeChanged(WEB_FILES, JSON.stringify(client.names));
  const files = new Map([...client.files, ...(await drawPictures())]);
  mkdirSync(WEB, { recursive: true });
  for (const path of filesBelow(WEB)) if (!files.has(relative(WEB, path))) rmSync(path);
  for (const [name, bytes] of files) {
    const path = join(WEB, name);
    if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
