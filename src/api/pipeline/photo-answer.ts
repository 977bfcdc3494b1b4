import type { z } from '@hono/zod-openapi';

import type { DecodedPicture, ReceivedPicture } from '../../contract/job.ts';
import type { photoSchema } from '../../contract/classification.ts';

/** Height and width of a picture once it stands upright, in pixels. */
export function uprightSize({ header: { width, height, orientation } }: DecodedPicture): {
  width: number;
  height: number;
} {
  const sideways = orientation > 4;
  return sideways ? { width: height, height: width } : { width, height };
}

/** What an answer says of its picture. */
export function describePhoto(
  { bytes, converted_from }: ReceivedPicture,
  picture: DecodedPicture,
): z.infer<typeof photoSchema> {
  const { header, width, height, complete, coverage, colour } = picture;
  return {
    format: header.format,
    bytes,
    converted_from,
    ...uprightSize(picture),
    orientation: header.orientation,
    decoded_width: width,
    decoded_height: height,
    complete,
    coverage,
    colour,
  };
}
