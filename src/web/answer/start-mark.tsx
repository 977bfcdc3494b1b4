import type { FC } from 'hono/jsx';

import type { StartKind } from '../../contract/names.ts';

interface StartMarkProps {
  readonly start: StartKind;
  /** Coordinates of its centre. */
  readonly x: number;
  readonly y: number;
}

/** A point of a chart: a diamond for cold, a circle for warm, so that colour is not the only difference. */
export const StartMark: FC<StartMarkProps> = ({ start, x, y }) =>
  start === 'cold' ? (
    <path class="dot dot-cold" d={`M${x} ${y - 5.5}L${x + 5.5} ${y}L${x} ${y + 5.5}L${x - 5.5} ${y}Z`} />
  ) : (
    <circle class="dot dot-warm" cx={x} cy={y} r={4} />
  );

/** The same in a line of text. */
export const StartSign: FC<{ start: StartKind }> = ({ start }) => (
  <svg class="mark" viewBox="-6 -6 12 12" aria-hidden="true">
    <StartMark start={start} x={0} y={0} />
  </svg>
);
