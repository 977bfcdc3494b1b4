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
      bands(changetype<Bands>(step), step + STEP_BYTES, changetype<Depthwise>(step + 2 * STEP_BYTES));
      step += 2 * STEP_BYTES;
    } else if (kind == STEM) {
      stemRows(changetype<Stem>(step), 0, changetype<Stem>(step).height);
    } else if (kind == POINTWISE) {
      pointwise(changetype<Pointwise>(step));
    } else if (kind == DEPTHWISE) {
      const depthwise = changetype<Depthwise>(step);
      depthwisePrepare(depthwise);
      depthwiseRows(depthwise, 0, depthwise.height);
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
      else pointwiseRows(changetype<Pointwise>(first), 0, changetype<Pointwise>(first).panels, made, needed);
      made = needed;
    }
    depthwiseRows(second, y, end);
  }
}
