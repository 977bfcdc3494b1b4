/** Finds classes by what people call them. */
export class ClassFinder {
  readonly #count: number;
  readonly #classes = new Map<string, number[]>();

  /** @param lists labels in the order of the logits, one list a language; a label may have synonyms with commas between */
  constructor(lists: readonly (readonly string[])[]) {
    this.#count = Math.max(0, ...lists.map(({ length }) => length));
    for (const labels of lists) {
      for (const [index, label] of labels.entries()) {
        for (const name of label.split(/[,、]/)) {
          const known = this.#classes.get(keyOf(name)) ?? [];
          if (!known.includes(index)) this.#classes.set(keyOf(name), [...known, index]);
        }
      }
    }
  }

  /** Indices of the classes that have this index or this name; a name may be that of several. */
  find(text: string): readonly number[] {
    const key = keyOf(text);
    if (/^\d{1,6}$/.test(key)) return Number(key) < this.#count ? [Number(key)] : [];
    return this.#classes.get(key) ?? [];
  }
}

function keyOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
