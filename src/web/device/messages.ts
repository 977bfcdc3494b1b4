import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import type { Prediction } from '../../contract/explanation.ts';
import type { StartKind } from '../../contract/names.ts';
import type { PhotoReport } from '../../contract/photo.ts';
import type { KeptModel } from './model-cache.ts';

/** What the page asks the Web Worker for. */
export type DeviceRequest =
  /** Downloads a model, unless this version of it is kept. */
  | { readonly do: 'load'; readonly name: string; readonly version: string }
  | { readonly do: 'list' }
  | { readonly do: 'remove'; readonly name: string }
  /** Answers one picture by one model, or by several that have the same classes. */
  | { readonly do: 'classify'; readonly models: readonly string[]; readonly picture: Blob }
  /** Answers a frame of a video, without a heat map. The frame is closed. */
  | { readonly do: 'frame'; readonly model: string; readonly frame: ImageBitmap };

/** What each request is answered with. */
export interface DeviceAnswers {
  readonly load: KeptModel & { readonly kept: boolean };
  readonly list: readonly KeptModel[];
  readonly remove: null;
  readonly classify: DeviceAnswer;
  readonly frame: FrameAnswer;
}

/** Durations on this device, in ms by its own clock; null is a phase that did not run. */
export interface DevicePhases {
  /** Kernels and plan into memory: what was not there yet. Nothing is downloaded in it. */
  readonly load: number;
  readonly decode: number;
  readonly preprocess: number;
  readonly infer: number;
  readonly explain: number | null;
}

/** What one model answered. */
export interface DeviceModelAnswer extends Pick<
  Classification,
  'model' | 'predictions' | 'unknown' | 'threshold' | 'calibration'
> {
  readonly explanations: NonNullable<Classification['explanations']>;
  /** cold: kernels or plan had to be loaded. */
  readonly start: StartKind;
  /** Runs of this model since the page was opened, before this one. */
  readonly runs_before: number;
  readonly phases_ms: Omit<DevicePhases, 'decode'>;
  readonly model_bytes: number;
}

/** The answer to a picture. */
export interface DeviceAnswer {
  readonly models: readonly DeviceModelAnswer[];
  /** What several models say together; null for one. */
  readonly together: Pick<Comparison, 'ensemble' | 'agreement' | 'price'> | null;
  readonly photo: Pick<PhotoReport, 'width' | 'height' | 'complete' | 'coverage' | 'colour'>;
  readonly decode_ms: number;
  readonly total_ms: number;
  /** Linear memory of the engine, in bytes. */
  readonly heap_bytes: number;
}

/** The answer to a frame. */
export interface FrameAnswer {
  /** The likeliest classes, the best first. */
  readonly predictions: readonly Prediction[];
  /** Whether the best is no more than a guess. */
  readonly unknown: boolean;
  /** From the frame to the answer, ms. */
  readonly total_ms: number;
  readonly infer_ms: number;
}

/** Why a request failed. */
export type DeviceProblem = 'offline' | 'damaged' | 'missing' | 'no_wasm' | 'unreadable' | 'failed';

/** A request with its number. */
export interface NumberedRequest {
  readonly id: number;
  readonly request: DeviceRequest | { readonly do: 'cancel' };
}

/** What the Web Worker says about the request with this number. */
export type DeviceMessage = { readonly id: number } & (
  | { readonly progress: { readonly received: number; readonly total: number } }
  | { readonly value: DeviceAnswers[keyof DeviceAnswers] }
  | { readonly problem: DeviceProblem; readonly message: string }
);
