import { z } from '@hono/zod-openapi';

import { PICTURE_FORMATS } from './names.ts';

/** What an answer says of its picture. */
export const photoSchema = z.object({
  format: z.enum(PICTURE_FORMATS),
  bytes: z.int().openapi({ description: 'Of the file that was decoded.' }),
  converted_from: z.enum(['HEIC', 'AVIF', 'HEIF']).nullable().openapi({
    description: 'What Cloudflare Images made the decoded JPEG of; null where nothing was converted.',
  }),
  width: z.int().openapi({ description: 'Of the upright picture, in pixels.' }),
  height: z.int(),
  orientation: z.int().openapi({ description: 'EXIF orientation that was undone; 1 is upright.' }),
  decoded_width: z.int().openapi({ description: 'JPEG is decoded at a fraction of its size where that is enough.' }),
  decoded_height: z.int(),
  complete: z
    .boolean()
    .openapi({ description: 'false when the data end before the picture does, or the file lacks its end mark.' }),
  coverage: z.number().openapi({ description: "Part of the picture's area that the file has; the rest is grey." }),
  colour: z.enum(['srgb', 'converted', 'ignored']).openapi({
    description: 'srgb: as it was; converted: its colour profile was applied; ignored: it has one that is not read.',
  }),
});
export type PhotoReport = z.infer<typeof photoSchema>;
