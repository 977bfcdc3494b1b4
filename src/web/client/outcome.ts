import type { DeviceAnswer } from '../device/messages.ts';
import type { ApiAnswer } from './api-client.ts';

/** Where a picture is answered: at the edge, on this device, or at both. */
export const PLACES = ['edge', 'device', 'both'] as const;
export type Place = (typeof PLACES)[number];

/** An answer of this device, and what the page measured of it. */
export interface DeviceOutcome {
  readonly answer: DeviceAnswer;
  /** When the picture was ready, in ms since it was chosen. */
  readonly prepared: number;
  /** From asking to the answer, ms. */
  readonly here_ms: number;
}

/** What became of a picture: an answer from one place or from both. */
export interface Outcome {
  readonly edge?: ApiAnswer | undefined;
  readonly device?: DeviceOutcome | undefined;
  /** Whether this device has answered because the edge could not be reached. */
  readonly fellBack?: boolean;
}
