import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';

import { UsageError } from '../../kit/failure.ts';
import { filesBelow } from '../../kit/worker/wrangler.ts';

/** A file of a corpus. */
export interface CorpusFile {
  /** The sub-folder of the first level that it is in; `.` for files in the folder itself. */
  readonly corpus: string;
  /** Path from the folder, with `/`. */
  readonly name: string;
  readonly path: string;
}

/**
 * Lists the files of a folder, whatever their names end with, by corpus.
 *
 * @param limit at most so many files of each corpus, spread evenly over it
 * @throws UsageError when there is no such folder, or no file in it
 */
export function corpusFiles(folder: string, limit = Number.POSITIVE_INFINITY): CorpusFile[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`there is no folder ${folder}`);
  }
  const files = filesBelow(folder).map((path): CorpusFile => {
    const parts = relative(folder, path).split(sep);
    return { corpus: parts.length > 1 ? (parts[0] ?? '') : '.', name: parts.join('/'), path };
  });
  if (files.length === 0) throw new UsageError(`there is no file in ${folder}`);
  return [...Map.groupBy(files, ({ corpus }) => corpus)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => spread(members, limit));
}

/** Some of a list, at equal distances. */
function spread<Item>(items: readonly Item[], limit: number): Item[] {
  const count = Math.min(limit, items.length);
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as Item);
}
