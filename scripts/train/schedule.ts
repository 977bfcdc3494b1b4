/** What a schedule sets for one step of the optimiser. */
export interface StepSettings {
  readonly learningRate: number;
  /** Momentum of SGD, or beta1 of AdamW; undefined where the schedule leaves it alone. */
  readonly momentum?: number;
}

/** Settings by step of the optimiser, counted from 0. */
export type Schedule = (step: number) => StepSettings;

/** Options of {@link oneCycle}; the names and defaults are PyTorch's. */
interface OneCycleOptions {
  readonly maxLr: number;
  readonly totalSteps: number;
  readonly pctStart?: number;
  readonly divFactor?: number;
  readonly finalDivFactor?: number;
  readonly baseMomentum?: number;
  readonly maxMomentum?: number;
}

/** From `start` at 0 to `end` at 1 along half a cosine. */
function anneal(start: number, end: number, part: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * part));
}

/**
 * PyTorch's `OneCycleLR` with two phases and cosine annealing: from `maxLr / divFactor` up to `maxLr` in the first
 * `pctStart` of the steps, then down to `maxLr / divFactor / finalDivFactor`, while momentum goes the other way. Beyond
 * the last step it stays there, where PyTorch raises an error.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 */
export function oneCycle({
  maxLr,
  totalSteps,
  pctStart = 0.3,
  divFactor = 25,
  finalDivFactor = 1e4,
  baseMomentum = 0.85,
  maxMomentum = 0.95,
}: OneCycleOptions): Schedule {
  const initialLr = maxLr / divFactor;
  const lastLr = initialLr / finalDivFactor;
  const peak = pctStart * totalSteps - 1;
  const last = totalSteps - 1;
  return (step) => {
    // With too few steps for a first phase there is none.
    if (peak > 0 && step <= peak) {
      const part = step / peak;
      return { learningRate: anneal(initialLr, maxLr, part), momentum: anneal(maxMomentum, baseMomentum, part) };
    }
    const part = last > peak ? Math.min(1, (step - peak) / (last - peak)) : 1;
    return { learningRate: anneal(maxLr, lastLr, part), momentum: anneal(baseMomentum, maxMomentum, part) };
  };
}

/** Options of {@link cosineWarmRestarts}; the names are PyTorch's. */
interface WarmRestartsOptions {
  readonly baseLr: number;
  /** Epochs of the first cycle. */
  readonly t0?: number;
  /** How many times longer each cycle is than the one before. */
  readonly tMult?: number;
  readonly etaMin?: number;
  readonly stepsPerEpoch: number;
}

/**
 * PyTorch's `CosineAnnealingWarmRestarts`, stepped with a fractional epoch after every batch: from `baseLr` down to
 * `etaMin` along half a cosine, then at once up again, in cycles of `t0`, `t0 * tMult`, `t0 * tMult^2`, ... epochs.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html
 */
export function cosineWarmRestarts({
  baseLr,
  t0 = 5,
  tMult = 2,
  etaMin = 1e-6,
  stepsPerEpoch,
}: WarmRestartsOptions): Schedule {
  return (step) => {
    // Counting in steps keeps the restarts exact, where PyTorch takes a logarithm of fractional epochs.
    let length = t0 * stepsPerEpoch;
    let since = step;
    while (since >= length) {
      since -= length;
      length *= tMult;
    }
    return { learningRate: anneal(baseLr, etaMin, since / length) };
  };
}
