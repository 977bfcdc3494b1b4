import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';

import { z } from 'zod';

const schema = z.strictObject({
  /** Strong validator of whoever sends the file, for `If-Range`. */
  etag: z.string().nullable(),
  /** What the hub says the whole file's sum is. */
  sha256: z.string().nullable(),
});

/** Identifies the file that a part belongs to. */
export type Origin = z.infer<typeof schema>;

/** The beginning of a file that an earlier run has left, and the file that it belongs to. */
export interface Part extends Origin {
  /** Bytes. */
  readonly length: number;
}

/** The part of a file that has arrived. A note beside it says which file it belongs to. */
export class PartialFile {
  readonly path: string;
  readonly #note: string;

  /** @param path where the whole file is to go */
  constructor(path: string) {
    this.path = `${path}.partial`;
    this.#note = `${path}.partial.json`;
  }

  /** What can be resumed; undefined where there is nothing of use. */
  async read(): Promise<Part | undefined> {
    try {
      const { size: length } = await stat(this.path);
      const origin = schema.parse(JSON.parse(await readFile(this.#note, 'utf8')));
      // Without etag and sum nobody can say whether the rest belongs to the same file.
      return length > 0 && (origin.etag ?? origin.sha256) !== null ? { ...origin, length } : undefined;
    } catch {
      // Missing and unreadable mean the same: start again.
      return undefined;
    }
  }

  async note(origin: Origin): Promise<void> {
    await writeFile(this.#note, JSON.stringify(origin));
  }

  async sha256(): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path)) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  }

  /** Removes the part and its note. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#note, { force: true });
  }
}
