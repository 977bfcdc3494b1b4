import { drawing, label, tag } from '../../src/web/charts/svg.ts';

/** Pixels of one cell, and of the margins that hold the names. */
const CELL = 44;
const LEFT = 150;
const TOP = 170;
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
      const square = { x: left, y: top, width: CELL, height: CELL, stroke: '#c9d1d6' };
      return [
        tag('rect', { ...square, fill: '#0b5d4b', 'fill-opacity': part.toFixed(3) }),
        label(left + CELL / 2, top + CELL / 2 + 5, String(count), {
          'text-anchor': 'middle',
          ...(part > 0.5 && { fill: '#ffffff' }),
        }),
      ].join('');
    });
  });
  const names = classes.flatMap((name, index) => {
    const middle = index * CELL + CELL / 2;
    const text = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
    const x = LEFT + middle + 5;
    return [
      label(LEFT - 8, TOP + middle + 5, text, { 'text-anchor': 'end' }),
      label(x, TOP - 8, text, { transform: `rotate(-60 ${x} ${TOP - 8})` }),
    ];
  });
  return drawing(
    { width: Math.max(LEFT + size + 60, 620), height: TOP + size + 12 },
    {
      title: 'Confusion matrix: rows are the true classes, columns the answers',
      description: classes.map((name, row) => `${name}: ${(confusion[row] ?? []).join(', ')}`).join('; '),
    },
    ...names,
    ...cells,
  );
}
