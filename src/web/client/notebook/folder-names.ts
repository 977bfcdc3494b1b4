import { type ClassNames, nameKey } from './class-names.ts';

/** Windows gives these names to devices, whatever follows a dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** What macOS puts into its ZIP files, which is no class. */
const MACOS = /^__macosx$/i;

/** The longest name in bytes of UTF-8: file systems take 255, and a path on Windows 260 characters in all. */
const LONGEST = 120;

/**
 * A name for the folder of each class, which is what a model that is trained on it calls the class: the first name of the
 * label, or the whole label where two begin with the same. Labels that differ in case or spaces only get one folder.
 *
 * The names are legal on Windows, macOS and Linux, differ from each other on all of them, and stay in their folder.
 */
export function folderNames(labels: readonly string[], classes: ClassNames): Map<string, string> {
  const kinds = Map.groupBy(new Set(labels), nameKey);
  const whole = new Map([...kinds].map(([key, [label = '']]) => [key, label]));
  const shortened = Map.groupBy(whole, ([, label]) => nameKey(classes.exported(label)));
  const taken = new Set<string>();
  const folders = new Map<string, string>();
  for (const [key, label] of whole) {
    const short = classes.exported(label);
    const isUnique = shortened.get(nameKey(short))?.length === 1;
    const folder = unlike(taken, safeName(isUnique ? short : label));
    taken.add(nameKey(folder));
    for (const same of kinds.get(key) ?? []) folders.set(same, folder);
  }
  return folders;
}

/** The name itself, or with the first number that nothing else has. */
function unlike(taken: ReadonlySet<string>, name: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(nameKey(candidate))) return candidate;
  }
}

function safeName(label: string): string {
  const legal = label
    .toWellFormed()
    .normalize('NFC')
    // Control characters, and those that turn the direction of what follows.
    .replaceAll(/[\p{Cc}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]/gu, ' ')
    .replaceAll(/[<>:"/\\|?*]/g, '-')
    .replaceAll(/\s+/g, ' ');
  // A folder whose name begins with a dot is hidden, and Windows drops dots and spaces at the end.
  const name = cut(legal.replace(/^[. ]+/, '')).replace(/[. ]+$/, '');
  if (name === '') return 'unnamed';
  return DEVICE.test(name) || MACOS.test(name) ? `_${name}` : name;
}

/** As many whole characters as are not longer than a name may be. */
function cut(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    bytes += new TextEncoder().encode(segment).byteLength;
    if (bytes > LONGEST) break;
    kept += segment;
  }
  return kept;
}
