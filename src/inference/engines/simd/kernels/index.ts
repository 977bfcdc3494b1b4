import { dense } from './dense';
import { depthwisePrepare, depthwiseRows } from './depthwise';
import { pointwise, pointwisePrepare, pointwiseRows } from './pointwise';
import { pool } from './pool';
import { stemRows } from './stem';
import {
  BANDS,
  Bands,
  DENSE,
  Dense,
  DEPTHWISE,
  Depthwise,
  PANEL_BYTES,
  Pointwise,
  POINTWISE,
  POOL,
  Pool,
  Stem,
  STEM,
  STEP_BYTES,
} from './steps';

export { checksum } from './checksum';

/**
 * Runs consecutive steps.
 * @param step address of the first
 */
export function run(step: usize, count: i32): void {
  const end = step + <usize>count * STEP_BYTES;
  while (step < end) {
    const kind = load<i32>(step);
    if (kind == BANDS) {
      const first = step + STEP_BYTES;
      const second = changetype<Depthwise>(step + 2 * STEP_BYTES);
      if (changetype<Bands>(step).slice) slices(changetype<Bands>(step), changetype<Pointwise>(first), second);
      else bands(changetype<Bands>(step), first, second);
      step += 2 * STEP_BYTES;
    } else if (kind == STEM) {
      stemRows(changetype<Stem>(step), 0, changetype<Stem>(step).height);
    } else if (kind == POINTWISE) {
      pointwise(changetype<Pointwise>(step));
    } else if (kind == DEPTHWISE) {
      const depthwise = changetype<Depthwise>(step);
      depthwisePrepare(depthwise);
      depthwiseRows(depthwise, 0, depthwise.height, 0, depthwise.pixel, 0);
    } else if (kind == DENSE) {
      dense(changetype<Dense>(step));
    } else if (kind == POOL) {
      pool(changetype<Pool>(step));
    } else {
      unreachable();
    }
    step += STEP_BYTES;
  }
}

function bands(bands: Bands, first: usize, second: Depthwise): void {
  const isStem = load<i32>(first) == STEM;
  if (!isStem) pointwisePrepare(changetype<Pointwise>(first), 0, changetype<Pointwise>(first).panels);
  depthwisePrepare(second);
  let made = 0;
  for (let y = 0; y < second.height; y += bands.rows) {
    const end = min(y + bands.rows, second.height);
    const needed = min(second.sourceHeight, (end - 1) * second.stride - second.padTop + second.kernel);
    if (needed > made) {
      if (isStem) stemRows(changetype<Stem>(first), made, needed);
      else pointwiseRows(changetype<Pointwise>(first), 0, changetype<Pointwise>(first).panels, made, needed, 0);
      made = needed;
    }
    depthwiseRows(second, y, end, 0, second.pixel, 0);
  }
}

/** All rows of some panels, then the depthwise convolution of these channels, and so on. */
function slices(bands: Bands, first: Pointwise, second: Depthwise): void {
  depthwisePrepare(second);
  for (let panel = 0; panel < first.panels; panel += bands.slice) {
    const panels = min(bands.slice, first.panels - panel);
    const begin = <usize>panel * PANEL_BYTES;
    const end = begin + <usize>panels * PANEL_BYTES;
    pointwisePrepare(first, panel, panels);
    pointwiseRows(first, panel, panels, 0, first.height, begin);
    depthwiseRows(second, 0, second.height, begin, end, begin);
  }
}
