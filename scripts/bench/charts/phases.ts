import { milliseconds } from '../../kit/table.ts';
import type { Row } from '../summary.ts';
import { colourOfPart, inkOn } from './palette.ts';
import { linearScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, GRID, label, line, tag } from '../../../src/web/charts/svg.ts';

const [LEFT, RIGHT, WIDTH] = [236, 140, 1000];
const [BAR, PITCH] = [26, 38];
const [COLUMN, TABLE_ROW] = [70, 22];
/** Narrower than this no figure fits into a piece of a bar, in pixels. */
const ROOM = 32;

/** A bar: one typical answer, piece by piece. */
interface Bar {
  readonly name: string;
  readonly parts: readonly (readonly [name: string, ms: number])[];
  readonly total: string;
}

/**
 * Cold against warm as stacked phases: all on one axis, then the warm ones enlarged, then all figures as a table, which
 * is the key to the colours at the same time.
 */
export function phasesChart(rows: readonly Row[]): string {
  const compared = rows.some(({ target }) => target === 'B');
  const bars = rows.map((row) => barOf(row, compared));
  const warm = rows.flatMap((row, index) => (row.kind === 'warm' ? (bars[index] ?? []) : []));
  const names = [...new Set(bars.flatMap(({ parts }) => parts.map(([name]) => name)))];
  const enlarged = warm.length > 0 && warm.length < bars.length;
  const first = panel(bars, 72);
  const second = enlarged ? panel(warm, first.bottom + 52) : undefined;
  const started = names.includes('process') ? ' The dark grey piece of a cold bar is workerd starting up.' : '';
  const subtitle = `Mean of the middle half of all answers.${started}`;
  const tableTop = (second ?? first).bottom + 40;
  const figures = bars.map(({ name, total }) => `${name}: ${total}`);
  return drawing(
    { width: WIDTH, height: tableTop + 34 + bars.length * TABLE_ROW + 16 },
    {
      title: `${enlarged ? 'Cold against warm: where' : 'Where'} the time of an answer goes`,
      description: `Mean of the middle half. ${figures.join('; ')}.`,
    },
    label(20, 52, subtitle, {
      fill: FAINT,
    }),
    first.svg,
    ...(second === undefined
      ? []
      : [label(20, first.bottom + 34, 'The warm ones on an axis of their own', { 'font-weight': 600 }), second.svg]),
    table(bars, names, tableTop),
  );
}

function barOf({ target, model, kind, parts, listening }: Row, compared: boolean): Bar {
  const name = `${compared ? `${target} ` : ''}${model}, ${kind}`;
  const sum = Object.values(parts).reduce((total, ms) => total + ms, 0);
  const entries = Object.entries(parts);
  if (listening === null) return { name, parts: entries, total: `${milliseconds(sum)} ms` };
  const { p50 } = listening;
  return {
    name,
    parts: [['process', p50], ...entries],
    total: `${milliseconds(p50)} + ${milliseconds(sum)} ms`,
  };
}

function panel(bars: readonly Bar[], top: number): { readonly svg: string; readonly bottom: number } {
  const sums = bars.map(({ parts }) => parts.reduce((sum, [, ms]) => sum + ms, 0));
  const scale = linearScale(Math.max(...sums), [LEFT, WIDTH - RIGHT]);
  const bottom = top + bars.length * PITCH;
  const ticks = scale.ticks.map((tick) =>
    [
      line([scale.at(tick), top - 4], [scale.at(tick), bottom], { stroke: GRID }),
      label(scale.at(tick), bottom + 16, `${tick}${tick === scale.ticks.at(-1) ? ' ms' : ''}`, {
        'text-anchor': 'middle',
        'font-size': 12,
        fill: FAINT,
      }),
    ].join(''),
  );
  return {
    svg: [...ticks, ...bars.map((bar, index) => drawBar(bar, top + index * PITCH, scale))].join('\n'),
    bottom: bottom + 20,
  };
}

function drawBar({ name, parts, total }: Bar, top: number, { at }: Scale): string {
  let sum = 0;
  const pieces = parts.map(([part, ms]) => {
    const [x, width] = [at(sum), at(sum + ms) - at(sum)];
    sum += ms;
    const colour = colourOfPart(part);
    return [
      tag(
        'rect',
        { x, y: top, width, height: BAR, fill: colour, stroke: '#ffffff', 'stroke-width': width > 3 ? 1 : 0 },
        `<title>${part}: ${milliseconds(ms)} ms</title>`,
      ),
      ...(width < ROOM
        ? []
        : [
            label(x + width / 2, top + BAR / 2 + 4, milliseconds(ms), {
              'text-anchor': 'middle',
              'font-size': 12,
              fill: inkOn(colour),
            }),
          ]),
    ].join('');
  });
  const middle = top + BAR / 2 + 4;
  return [
    label(LEFT - 10, middle, name, { 'text-anchor': 'end' }),
    ...pieces,
    label(at(sum) + 8, middle, total, { 'font-weight': 600 }),
  ].join('');
}

function table(bars: readonly Bar[], names: readonly string[], top: number): string {
  const end = (column: number): number => LEFT + (column + 1) * COLUMN;
  const head = names.map((name, column) =>
    [
      tag('rect', { x: end(column) - 24, y: top - 14, width: 24, height: 10, fill: colourOfPart(name) }),
      label(end(column), top + 10, name, { 'text-anchor': 'end', 'font-size': 12 }),
    ].join(''),
  );
  const rows = bars.map(({ name, parts }, index) => {
    const y = top + 34 + index * TABLE_ROW;
    const cells = names.map((column, at) => {
      const ms = parts.find(([part]) => part === column)?.[1];
      return label(end(at), y, ms === undefined ? '' : milliseconds(ms), { 'text-anchor': 'end', 'font-size': 12 });
    });
    return [label(LEFT - 10, y, name, { 'text-anchor': 'end', 'font-size': 12 }), ...cells].join('');
  });
  return [
    label(LEFT - 10, top + 10, 'ms', { 'text-anchor': 'end', 'font-size': 12, fill: FAINT }),
    ...head,
    line([20, top + 17], [WIDTH - 20, top + 17], { stroke: GRID }),
    ...rows,
  ].join('\n');
}
