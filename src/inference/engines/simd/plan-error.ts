/** A plan file that the engine will not run; the message says why. */
export class PlanError extends Error {
  override name = 'PlanError';
}
