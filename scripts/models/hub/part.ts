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

export type PartOf = z.infer<typeof schema>;

/** The beginning of a file that an earlier run has left, and what it is the beginning of. */
export interface Part extends PartOf {
  /** Bytes. */
  readonly length: number;
}

/** The partial file that goes with a path, beside which a note says what it belongs to. */
export class PartialFile {
  readonly path: string;
  readonly #note: string;

  /** @param path where the whole file is to go */
  constructor(path: string) {
    this.path = `${path}.partial`;
    this.#note = `${path}.partial.json`;
  }

  /** What is there and can be gone on with. */
  async read(): Promise<Part | undefined> {
    try {
      const { size: length } = await stat(this.path);
      const of = schema.parse(JSON.parse(await readFile(this.#note, 'utf8')));
      // Without either nobody could say whether the rest belongs to the same file.
      return length > 0 && (of.etag ?? of.sha256) !== null ? { ...of, length } : undefined;
    } catch {
      // Missing and unreadable mean the same: begin anew.
      return undefined;
    }
  }

  async note(of: PartOf): Promise<void> {
    await writeFile(this.#note, JSON.stringify(of));
  }

  async sha256(): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path)) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  }

  /** Takes away the note, and the part itself where it is of no use. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.#note, { force: true });
  }
}
