/** Names of classes in a language, in the order of the class list; null where a class has none. */
export type ClassNames = readonly (string | null)[];

/** What classes are called in a language: by their names in it, or by their labels where they have none. */
export function namedClasses(labels: readonly string[], names: ClassNames): string[] {
  return labels.map((label, index) => names[index] ?? label);
}
