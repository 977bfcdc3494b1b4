import { INK } from '../../../src/web/charts/svg.ts';

/**
 * Colours that stay apart for colour-blind readers (M. Okabe and K. Ito, https://jfly.uni-koeln.de/color/), and two greys
 * for what is not the server's work.
 */
const PARTS: Readonly<Record<string, string>> = {
  process: '#8a8f94',
  receive: '#f0e442',
  queue: '#e69f00',
  load: '#0072b2',
  decode: '#56b4e9',
  preprocess: '#009e73',
  infer: '#d55e00',
  explain: '#cc79a7',
  other: '#4b3f72',
  network: '#c8cdd2',
};

/** For phases that a newer server may have. */
const UNKNOWN = '#000000';

/** The colour of a part of a request. */
export function colourOfPart(name: string): string {
  return PARTS[name] ?? UNKNOWN;
}

/** Black or white, whichever stands out more on a colour (WCAG 2.2, relative luminance). */
export function inkOn(colour: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2 ? INK : '#ffffff';
}
