/** Pixels of one cell, and of the margins that hold the names. */
const CELL = 44;
const LEFT = 150;
const TOP = 130;
const LONGEST_NAME = 20;

/**
 * A confusion matrix as SVG: rows are the true classes, columns the answers; the darker a cell, the larger its part of
 * the row. The counts are text, so nothing depends on colour.
 *
 * @param confusion counts by true class (row) and predicted class (column)
 */
export function confusionSvg(confusion: readonly (readonly number[])[], classes: readonly string[]): string {
  const size = classes.length * CELL;
  const cells = confusion.flatMap((row, y) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count, x) => {
      const part = total === 0 ? 0 : count / total;
      const [left, top] = [LEFT + x * CELL, TOP + y * CELL];
      return [
        `<rect x="${left}" y="${top}" width="${CELL}" height="${CELL}" fill="#0b5d4b" fill-opacity="${part.toFixed(3)}" stroke="#c9d1d6"/>`,
        `<text x="${left + CELL / 2}" y="${top + CELL / 2 + 5}" text-anchor="middle" fill="${part > 0.5 ? '#ffffff' : '#1b1f23'}">${count}</text>`,
      ].join('');
    });
  });
  const names = classes.flatMap((name, index) => {
    const middle = index * CELL + CELL / 2;
    const text = escape(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);
    const x = LEFT + middle + 5;
    return [
      `<text x="${LEFT - 8}" y="${TOP + middle + 5}" text-anchor="end">${text}</text>`,
      `<text x="${x}" y="${TOP - 8}" transform="rotate(-60 ${x} ${TOP - 8})">${text}</text>`,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + size + 60} ${TOP + size + 12}" role="img" aria-labelledby="title">
<title id="title">Confusion matrix: rows are the true classes, columns the answers</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<g font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
${[...names, ...cells].join('\n')}
</g>
</svg>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
