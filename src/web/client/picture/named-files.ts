/** A file that the visitor chose, with its path where it was in a folder. */
export interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** What systems put into folders beside pictures. */
const NO_PICTURE = /^\.|^(thumbs\.db|desktop\.ini)$/i;

/** Files of a selection. */
export function namedFiles(files: Iterable<File>): NamedFile[] {
  return Array.from(files, (file) => ({ name: file.name, file }));
}

/**
 * Files that were dropped, also those in folders, in the order of their paths.
 * @param transfer is read at once, because it is empty after the event
 */
export function droppedFiles({ items, files }: DataTransfer): Promise<NamedFile[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // Some sources give files that are in no file system.
  if (entries.length === 0) return Promise.resolve(namedFiles(files));
  return Promise.all(entries.map(filesOf)).then((found) =>
    found.flat().sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  );
}

/** Whether more than one file was dropped, or a folder. */
export function areSeveral({ items, files }: DataTransfer): boolean {
  return files.length > 1 || Array.from(items).some((item) => item.webkitGetAsEntry()?.isDirectory === true);
}

async function filesOf(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (NO_PICTURE.test(entry.name)) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isFolder(entry)) return [];
  const found: NamedFile[] = [];
  const reader = entry.createReader();
  // It gives a part at a time, and nothing after the last.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return found;
    for (const each of part) found.push(...(await filesOf(each)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
