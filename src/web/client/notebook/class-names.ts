import type { Language } from '../../../contract/names.ts';
import { shortLabel } from '../../answer/label.ts';
import type { EntryPrediction } from './entry.ts';
import { distinctLabels } from './namesakes.ts';

/**
 * What the classes of a model are called, in the order of its logits, by language. English is the language of class lists,
 * and of what the notebook exports.
 */
export type ClassList = Readonly<Partial<Record<Language, readonly string[]>>>;

/** The classes that models know, and what a visitor may mean by a name. */
export class ClassNames {
  /** What can be chosen from: each class once, in the language of the page where it has a name in it. */
  readonly all: readonly string[];
  /** What a class is called on the page, by its label. */
  readonly #shown = new Map<string, string>();
  /** The labels that may be meant by a name, in any language. */
  readonly #byName = new Map<string, Set<string>>();
  /** The labels of classes that a model calls the same, by that name and by their index. */
  readonly #namesakes = new Map<string, Map<number, string>>();

  /**
   * @param language of the page
   * @param lists of the models
   * @param answered labels that models have answered with, in any language, for models whose list is not there
   */
  constructor(language: string, lists: readonly ClassList[], answered: Iterable<string> = []) {
    for (const list of lists) {
      const names = Object.entries(list);
      const given = list.en ?? names[0]?.[1] ?? [];
      for (const [index, label] of distinctLabels(given).entries()) {
        const name = given[index] ?? label;
        if (label !== name) {
          this.#namesakes.set(
            nameKey(name),
            (this.#namesakes.get(nameKey(name)) ?? new Map<number, string>()).set(index, label),
          );
          this.#add(label, label);
        }
        const own = names.find(([tag]) => tag === language)?.[1][index];
        // A list in English alone takes no name away.
        if (own !== undefined && own !== name) this.#shown.set(label, own);
        else if (!this.#shown.has(label)) this.#shown.set(label, shortLabel(label));
        for (const [, labels] of names) this.#add(labels[index] ?? name, label);
      }
    }
    for (const label of answered) {
      if (this.#byName.has(nameKey(label))) continue;
      this.#shown.set(label, shortLabel(label));
      this.#add(label, label);
    }
    this.all = Array.from(this.#shown.keys(), (label) => this.inField(label));
  }

  /**
   * The label that is meant by a name: by a label, or by one of the names in a single label, in any language. Anything else
   * is a new name, which is only tidied up. Empty if the name is.
   */
  resolve(name: string): string {
    const tidy = tidyName(name);
    if (this.#shown.has(tidy)) return tidy;
    const labels = this.#byName.get(nameKey(tidy));
    const [only] = labels ?? [];
    return labels?.size === 1 && only !== undefined ? only : tidy;
  }

  /** The label that a model has answered with. Where it calls two classes the same, the index tells which of them. */
  answered({ index, label }: Pick<EntryPrediction, 'index' | 'label'>): string {
    return this.#namesakes.get(nameKey(label))?.get(index) ?? this.resolve(label);
  }

  /** A name as the page shows it: a class in its language, by the first of its names; what the visitor made up as it is. */
  short(name: string): string {
    const label = this.resolve(name);
    return this.#shown.get(label) ?? label;
  }

  /** A name as a field has it, which means the same again: a label with all its names, or the one in the page's language. */
  inField(name: string): string {
    const [label, short] = [this.resolve(name), this.short(name)];
    return short === shortLabel(label) ? label : short;
  }

  /** A name as it is exported: the first of a label's names, in English; what the visitor made up as it is. */
  exported(name: string): string {
    const label = this.resolve(name);
    return this.#shown.has(label) ? shortLabel(label) : label;
  }

  #add(names: string, label: string): void {
    for (const name of new Set([names, ...names.split(',')].map(nameKey))) {
      this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(label));
    }
  }
}

/** Names with the same key are the same to a reader: `Rust`, `rust ` and `ｒｕｓｔ`. */
export function nameKey(name: string): string {
  return tidyName(name).normalize('NFKC').toLowerCase();
}

function tidyName(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}
