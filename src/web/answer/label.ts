/** The first name of a class: ImageNet's labels are lists of synonyms. */
export function shortLabel(label: string): string {
  return label.split(',', 1)[0] ?? label;
}
