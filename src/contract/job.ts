import type { Colour } from '../image/colour/srgb.ts';
import type { ImageHeader } from '../image/image.ts';
import type { ReadableFile } from '../inference/picture/images-binding.ts';
import type { IsolateFacts } from '../inference/isolate.ts';

/** What a job found when it loaded its model. */
export interface LoadReport {
  readonly isolate: IsolateFacts;
  /** Whether the engine was there before in this isolate, or had to be started. */
  readonly runtime: 'reused' | 'created';
  readonly session: 'reused' | 'created';
  /** Runs of this model by this engine in this isolate before this one. */
  readonly tiered: number;
}

/** A body that was read. */
export interface ReceivedPicture {
  /** Of the picture, without the form around it. */
  readonly bytes: number;
  readonly converted_from: ReadableFile['convertedFrom'];
}

/** What the job's own clock read around work of its own. */
export interface RepeatReport {
  readonly inside_ms: number;
}

/** A decoded picture: what its header said, and how large it is now. */
export interface DecodedPicture {
  readonly header: ImageHeader;
  readonly width: number;
  readonly height: number;
  /** Whether the file goes to its end, and the part of the picture's area that it had. */
  readonly complete: boolean;
  readonly coverage: number;
  readonly colour: Colour;
}
