import type { JpegFrame, JpegScan } from './frame.ts';
import type { JpegHeader } from './header.ts';
import { isMisread } from './codec-grid.ts';
import { mapBytes, PADDED_DHT, PADDED_TABLES, paddedScan } from './padded-scan.ts';
import { STANDARD_TABLES } from './standard-tables.ts';

const [SOI, SOS, DHT, DRI, APP14] = [0xd8, 0xda, 0xc4, 0xdd, 0xee];

/**
 * A JPEG file as the codec understands every one: only segments that decide what the entropy-coded data mean, the standard
 * Huffman tables first, an Adobe segment that says how colours are coded, components numbered from 1, and scan headers as
 * the standard has them.
 *
 * Tables and entropy-coded data are views of the original, but for scans that the codec would misread.
 * @param scans those of the header that are to be kept
 */
export function plainFile(bytes: Uint8Array, header: JpegHeader, scans: readonly JpegScan[]): Uint8Array[] {
  const parts = [
    Uint8Array.of(0xff, SOI),
    colourSegment(header),
    segment(DHT, STANDARD_TABLES),
    frameSegment(header.frame),
  ];
  const maps: Maps = new Map();
  let table = 0;
  for (const scan of scans) {
    for (let next = header.tables[table]; next !== undefined && next.at < scan.at; next = header.tables[++table])
      parts.push(bytes.subarray(next.at, next.end));
    parts.push(...scanParts(bytes, header.frame, scan, maps));
  }
  return parts;
}

/** The maps of coefficients by the index of their component. */
type Maps = Map<number, Uint8Array>;

/** A scan as it is, or as the codec has to see it; see {@link isMisread}. */
function scanParts(bytes: Uint8Array, frame: JpegFrame, scan: JpegScan, maps: Maps): Uint8Array[] {
  const [only, ...others] = scan.components;
  const component = others.length === 0 ? frame.components[only?.index ?? 0] : undefined;
  const asItIs = [scanSegment(scan), bytes.subarray(scan.start, scan.end)];
  if (only === undefined || component === undefined || !isMisread(frame, component)) return asItIs;
  const map = maps.get(only.index) ?? new Uint8Array(mapBytes(frame, component));
  maps.set(only.index, map);
  const data = paddedScan(bytes, frame, component, scan, map);
  const restarts = ({ restartInterval: interval }: Pick<JpegScan, 'restartInterval'>): Uint8Array =>
    segment(DRI, Uint8Array.of(interval >> 8, interval & 255));
  return [
    segment(DHT, PADDED_DHT),
    restarts({ restartInterval: 0 }),
    scanSegment({ ...scan, components: [{ ...only, tables: PADDED_TABLES }] }),
    data,
    restarts(scan),
  ];
}

/** How an Adobe segment says what the colours are (Adobe technical note 5116): 0 RGB or CMYK, 1 YCbCr, 2 YCCK. */
export function colourSegment({ colour }: Pick<JpegHeader, 'colour'>): Uint8Array {
  const transform = colour === 'ycbcr' ? 1 : colour === 'ycck' ? 2 : 0;
  return segment(APP14, Uint8Array.of(...[0x41, 0x64, 0x6f, 0x62, 0x65], 0, 100, 0, 0, 0, 0, transform));
}

/** A segment with its marker and its length. */
export function segment(marker: number, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  const bytes = new Uint8Array(length + 2);
  bytes.set([0xff, marker, length >> 8, length & 255]);
  bytes.set(content, 4);
  return bytes;
}

function frameSegment({ width, height, components, progressive }: JpegFrame): Uint8Array {
  const content = Uint8Array.of(
    ...[8, height >> 8, height & 255, width >> 8, width & 255, components.length],
    ...components.flatMap(({ across, down, table }, i) => [i + 1, (across << 4) | down, table]),
  );
  return segment(progressive ? 0xc2 : 0xc1, content);
}

function scanSegment({ components, first, last, high, low }: JpegScan): Uint8Array {
  const header = [
    components.length,
    ...components.flatMap(({ index, tables }) => [index + 1, tables]),
    ...[first, last, (high << 4) | low],
  ];
  return segment(SOS, Uint8Array.from(header));
}
