import type { ColourTreatment } from './colour/srgb.ts';
import { joinProfile } from './embedded-profile.ts';
import type { FileHeader } from './file-header.ts';

/**
 * Finds out how the samples of a file become sRGB. What reads profiles is evaluated for the first file that has one.
 * @returns a function that does it in one go, once there is memory for a profile
 */
export async function srgbTreatment(header: FileHeader): Promise<() => ColourTreatment> {
  const readProfile = await profileReader(header);
  // The decoder has converted CMYK with the table of a common press; a CMYK profile of the file's own is ignored.
  if (header.format === 'jpeg' && header.frame.components.length === 4)
    return () => ({ colour: readProfile === undefined ? 'converted' : 'ignored' });
  if (readProfile === undefined) return () => ({ colour: 'srgb' });
  const isGrey =
    (header.format === 'jpeg' && header.frame.components.length === 1) ||
    (header.format === 'png' && (header.colourType === 0 || header.colourType === 4));
  const { colourTreatment } = await import('./colour/srgb.ts');
  return () => colourTreatment(readProfile(), isGrey, header.format === 'png' && header.bitDepth === 16);
}

/** What gets the ICC profile out of a file, empty when it is damaged or too large; undefined when there is none. */
async function profileReader({ format, profile }: FileHeader): Promise<(() => Uint8Array) | undefined> {
  if (profile === undefined) return undefined;
  switch (format) {
    case 'jpeg':
      return profile.length === 0 ? undefined : () => joinProfile(profile);
    case 'png': {
      const { inflateProfile } = await import('./png/profile.ts');
      return () => inflateProfile(profile);
    }
    case 'webp':
      return () => profile;
  }
}
