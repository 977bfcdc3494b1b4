import { isComparison } from '../answer/comparison.ts';
import type { DeviceAnswer, DeviceProblem } from '../device/messages.ts';
import type { ApiAnswer } from './api-client.ts';

/** Where a picture is answered: at the edge, on this device, or at both. */
export const PLACES = ['edge', 'device', 'both'] as const;
export type Place = (typeof PLACES)[number];

/** An answer of this device, and what the page measured of it. */
export interface DeviceOutcome {
  readonly answer: DeviceAnswer;
  /** When the picture was ready, in ms since it was chosen. */
  readonly prepared: number;
  /** How long the edge was asked before, to no avail, in ms. */
  readonly tried?: number;
  /** From asking to the answer, ms. */
  readonly here_ms: number;
  /** Whether a model is in memory only, so that it cannot be read anew. */
  readonly isHeld: boolean;
  /** The chosen models, if not all of them are here. */
  readonly insteadOf?: readonly string[];
}

/** From the picture to the answer of this device, in ms. */
export function deviceTotal({ prepared, tried = 0, here_ms }: DeviceOutcome): number {
  return prepared + tried + here_ms;
}

/** What became of a picture: an answer from one place or from both. */
export interface Outcome {
  readonly edge?: ApiAnswer | undefined;
  readonly device?: DeviceOutcome | undefined;
  /** Why this device has not answered beside the edge. */
  readonly deviceProblem?: DeviceProblem;
  /** This device has answered because no answer came from the edge. */
  readonly fellBack?: {
    /** Whether it is known that nothing of the picture was sent. */
    readonly unsent: boolean;
  };
}

/** Whether the picture left this device; null where that is not known. */
export function wasSent({ edge, fellBack }: Outcome): boolean | null {
  if (edge !== undefined) return true;
  return fellBack === undefined || fellBack.unsent ? false : null;
}

/** Whether a cold start can be asked for. @param fresh whether the deployment lets the visitor ask for one */
export function mayBeCold({ edge, device }: Outcome, fresh: boolean): boolean {
  if (device?.isHeld === true) return false;
  // `POST /v1/compare` has no such parameter.
  return edge === undefined || (fresh && !isComparison(edge.answer));
}
