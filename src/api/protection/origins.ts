/** Whose pages may call the API: everybody's, or those of these origins. */
export type Origins = '*' | readonly string[];

/**
 * Reads `*` or origins as `https://shop.example`, separated by commas or white space. Anything else is left
 * out, and `complain` gets a sentence about it, so that a typing error closes rather than opens.
 */
export function readOrigins(text: string, complain: (fault: string) => void): Origins {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.length === 1 && entries[0] === '*') return '*';
  return entries.filter((entry, i) => {
    const isOrigin = !entry.includes('*') && URL.canParse(entry) && new URL(entry).origin === entry;
    if (!isOrigin) {
      complain(`ALLOWED_ORIGINS: entry ${i + 1} is left out, because it is not an origin such as https://shop.example`);
    }
    return isOrigin;
  });
}
