import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

/** What the visitor says when the browser asks whether the page may use the camera; the headless shell cannot ask. */
export const VISITOR = {
  allows: '--use-fake-ui-for-media-stream',
  denies: '--use-fake-ui-for-media-stream=deny',
} as const;

/**
 * Command line of a browser whose only camera shows a picture: Chromium plays a file of JPEG pictures, 30 a second, over and
 * over.
 *
 * @param size of what the camera shows, in pixels
 */
export async function fakeCamera(picture: Buffer, size: { width: number; height: number }): Promise<string[]> {
  const frame = await sharp(picture).resize(size.width, size.height, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer();
  const path = join(await mkdtemp(join(tmpdir(), 'edgelens-camera-')), 'camera.mjpeg');
  await writeFile(path, Buffer.concat([frame, frame]));
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path}`];
}
