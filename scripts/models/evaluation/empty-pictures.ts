import sharp, { type Sharp } from 'sharp';

import { randomOf } from '../../kit/random.ts';

/** A drawn picture that shows nothing. */
interface EmptyPicture {
  readonly name: string;
  /** A PNG file. */
  readonly bytes: Uint8Array;
}

/** Value in [0, 255] of a channel (0 red, 1 green, 2 blue) of a pixel. */
type Paint = (x: number, y: number, channel: number) => number;

/** Width and height in pixels. */
const SIDE = 256;

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  ...{ black: [0, 0, 0], grey: [128, 128, 128], white: [255, 255, 255] },
  ...{ red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] },
  ...{ yellow: [255, 255, 0], cyan: [0, 255, 255], magenta: [255, 0, 255] },
  ...{ brown: [101, 67, 33], skin: [224, 172, 105], sky: [135, 206, 235] },
};

const GRADIENTS: Readonly<Record<string, Paint>> = {
  'to the right': (x) => x,
  down: (_, y) => y,
  'to the corner': (x, y) => (x + y) / 2,
  outwards: (x, y) => 255 - 1.4 * Math.hypot(x - SIDE / 2, y - SIDE / 2),
  'of colours': (x, y, channel) => [x, y, 255 - x][channel] ?? 0,
};

/** Widths of stripes and squares in pixels. */
const WIDTHS = [4, 16, 64];

/** How many pictures of each kind of noise. */
const NOISES = 5;

/**
 * Pictures that show nothing of any class: single colours, gradients, stripes and squares, and noise. The same ones whenever
 * they are drawn.
 */
export async function drawEmptyPictures(): Promise<EmptyPicture[]> {
  const paints: [name: string, paint: Paint][] = [
    ...Object.entries(COLOURS).map(([name, colour]): [string, Paint] => [
      name,
      (_x, _y, channel) => colour[channel] ?? 0,
    ]),
    ...Object.entries(GRADIENTS).map(([name, paint]): [string, Paint] => [`gradient ${name}`, paint]),
    ...WIDTHS.flatMap((width): [string, Paint][] => [
      [`stripes of ${width} px`, (x) => 255 * (Math.floor(x / width) % 2)],
      [`squares of ${width} px`, (x, y) => 255 * ((Math.floor(x / width) + Math.floor(y / width)) % 2)],
    ]),
  ];
  const drawn = paints.map(async ([name, paint]) => ({ name, bytes: await encode(sharpOf(paint)) }));
  const noises = Array.from({ length: NOISES }, (_, at) => noisesOf(at + 1)).flat();
  return Promise.all([...drawn, ...noises.map(async ([name, picture]) => ({ name, bytes: await encode(picture) }))]);
}

/** One picture of each kind of noise. */
function noisesOf(seed: number): [name: string, picture: Sharp][] {
  const colours = randomOf('noise in colours', seed);
  const greys = randomOf('noise in greys', seed);
  const faint = randomOf('faint noise', seed);
  const clouds = randomOf('clouds', seed);
  let grey = 0;
  return [
    [`noise in colours, ${seed}`, sharpOf(() => colours.uniform(0, 256))],
    [`noise in greys, ${seed}`, sharpOf((_x, _y, channel) => (channel === 0 ? (grey = greys.uniform(0, 256)) : grey))],
    // The sum of four is nearly a normal distribution.
    [`faint noise, ${seed}`, sharpOf(() => 128 + [1, 2, 3, 4].reduce((sum) => sum + faint.uniform(-40, 40), 0))],
    [
      `clouds, ${seed}`,
      sharpOf(() => clouds.uniform(0, 256))
        .blur(4)
        .normalise(),
    ],
  ];
}

function sharpOf(paint: Paint): Sharp {
  const data = new Uint8Array(3 * SIDE * SIDE);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    data[at] = Math.min(255, Math.max(0, Math.floor(paint(pixel % SIDE, Math.floor(pixel / SIDE), at % 3))));
  }
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } });
}

const encode = async (picture: Sharp): Promise<Uint8Array> => new Uint8Array(await picture.png().toBuffer());
