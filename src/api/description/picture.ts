import { z } from '@hono/zod-openapi';

import { pngSchema } from '../../contract/explanation.ts';
import { MOST_PICTURES } from '../../upload/pictures.ts';

const binary = z.string().openapi({ format: 'binary' });

/** The body of a request with a picture. */
export const pictureBody = {
  description: 'A JPEG, PNG or WebP file, as it is or as the only field of a form.',
  required: true,
  content: {
    'multipart/form-data': {
      schema: z.strictObject({ image: binary }),
      encoding: { image: { contentType: 'image/jpeg, image/png, image/webp' } },
    },
    'image/*': { schema: binary },
  },
};

/** The body of a request that may have several. */
export const picturesBody = {
  description: `One JPEG, PNG or WebP file as it is, or up to ${MOST_PICTURES} in the fields \`image\` of a form, or in base64.`,
  required: true,
  content: {
    'multipart/form-data': {
      schema: z.strictObject({ image: z.union([binary, z.array(binary).min(1).max(MOST_PICTURES)]) }),
      encoding: pictureBody.content['multipart/form-data'].encoding,
    },
    'image/*': { schema: binary },
    'application/json': {
      schema: z
        .strictObject({
          images: z
            .array(
              z.strictObject({
                id: z
                  .string()
                  .max(128)
                  .optional()
                  .openapi({ description: 'Comes back beside the answer.', example: 'a' }),
                data: z.string().optional().openapi({ description: 'The file in base64, or a data URL of it.' }),
                url: z.string().optional().openapi({
                  description:
                    'Where the file is, in the place of `data`: only at hosts that the deployment reads from.',
                  example: 'https://images.example.com/a.jpg',
                }),
              }),
            )
            .min(1)
            .max(MOST_PICTURES),
        })
        .openapi('Pictures'),
    },
  },
};

/** What an OpenAPI operation says about an answer that is a picture. */
export const drawnDoc = {
  description: 'The heat maps over the upright picture, side by side.',
  content: { 'image/png': { schema: pngSchema } },
};

/** What the description of a route says that answers with JSON or, by negotiation, with such a picture. */
export function drawnElsewhere(path: string): string {
  return `With \`Accept: image/png\` the answer is that of \`POST ${path}\`, which clients can give a type.`;
}
