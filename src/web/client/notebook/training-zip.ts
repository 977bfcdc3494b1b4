import { Zip, ZipPassThrough } from 'fflate';

import { fileName, type NotebookEntry } from './entry.ts';
import type { TrainingSet } from './training-set.ts';

/** A ZIP file of pictures, and what is in it. */
export interface TrainingZip {
  readonly file: Blob;
  readonly pictures: number;
  /** Entries that were left out because a newer one has the same picture. */
  readonly doubles: number;
}

/** What the dates of a ZIP file can say. */
const [FIRST_DATE, LAST_DATE] = [Date.UTC(1980, 0, 2), Date.UTC(2099, 11, 30)];

/**
 * Puts pictures into a ZIP file: `CLASS/FILE.jpg`. The same picture (the same bytes) is in it once, under what was said of
 * its newest entry, because training refuses a picture that is in two classes.
 *
 * @param pictureOf the picture of an entry; undefined if it was deleted meanwhile
 */
export async function trainingZip(
  set: TrainingSet,
  pictureOf: (entry: NotebookEntry) => Promise<Blob | undefined>,
): Promise<TrainingZip> {
  const files = [...set].flatMap(([folder, entries]) => entries.map((entry) => ({ folder, entry })));
  const newestFirst = files.sort((a, b) => b.entry.time - a.entry.time);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  /** By their size: only files of the same size can be the same. */
  const seen = new Map<number, Uint8Array[]>();
  let [pictures, doubles] = [0, 0];
  for (const { folder, entry } of newestFirst) {
    const picture = await pictureOf(entry);
    if (picture === undefined) continue;
    const bytes = new Uint8Array(await picture.arrayBuffer());
    const alike = seen.get(bytes.byteLength) ?? [];
    if (alike.some((other) => other.every((byte, i) => byte === bytes[i]))) {
      doubles += 1;
      continue;
    }
    seen.set(bytes.byteLength, [...alike, bytes]);
    pictures += 1;
    // JPEG cannot be compressed any further.
    const file = new ZipPassThrough(`${folder}/${fileName(entry)}`);
    file.mtime = Math.min(Math.max(entry.time, FIRST_DATE), LAST_DATE);
    zip.add(file);
    file.push(bytes, true);
  }
  zip.end();
  return { file: new Blob(chunks, { type: 'application/zip' }), pictures, doubles };
}
