/** As the page shrinks photographs, but a little better, because it will do so once more. */
const QUALITY = 0.92;

/**
 * Keeps what a video shows as a JPEG file.
 * @throws Error if the browser cannot write one
 */
export async function keepStill(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
  if (blob === null) throw new Error('this browser cannot write a JPEG');
  return blob;
}
