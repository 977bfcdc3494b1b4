import type { DeviceProblem } from '../../device/messages.ts';

/** This device could not do what it was asked for. */
export class DeviceFailure extends Error {
  override name = 'DeviceFailure';
  readonly problem: DeviceProblem;

  constructor(problem: DeviceProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
