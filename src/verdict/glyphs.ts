/** The few letters that a legend needs, one string a row, five by three dots. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '0': ['###', '#.#', '#.#', '#.#', '###'],
  '1': ['.#.', '##.', '.#.', '.#.', '###'],
  '5': ['###', '#..', '###', '..#', '###'],
  '.': ['...', '...', '...', '...', '.#.'],
};

const WIDTH = 3;

/**
 * The dots of a number, as `[x, y]` from its top left corner.
 * @param text of digits that a legend has, see above
 */
export function dotsOf(text: string): [x: number, y: number][] {
  return Array.from(text).flatMap((letter, index) =>
    (GLYPHS[letter] ?? []).flatMap((row, y) =>
      Array.from(row).flatMap((dot, x): [number, number][] => (dot === '#' ? [[index * (WIDTH + 1) + x, y]] : [])),
    ),
  );
}

/** How wide a number is, in dots. */
export function dotWidth(text: string): number {
  return text.length * (WIDTH + 1) - 1;
}
