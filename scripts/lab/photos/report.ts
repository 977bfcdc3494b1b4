import type { Machine } from '../../kit/load/machine.ts';
import { madeWithText } from '../../kit/made-with.ts';
import type { Ratio } from '../../kit/statistics/ratio.ts';
import { brackets, layOut, mebibytes, milliseconds } from '../../kit/table.ts';
import type { PhotosResult } from './measurement.ts';

/** Two tables for a terminal, with what their figures are. */
export function photosReport({ rows, jsquash, inference, rounds }: PhotosResult, machine: Machine): string {
  return [
    ...layOut(
      ['', 'file, MiB', 'decoded to', 'decode, ms', 'preprocess, ms', 'the first, ms', 'decoder, MiB'],
      rows.map((row) => [
        row.name,
        mebibytes(row.file_bytes, 2),
        row.decoded,
        milliseconds(row.decode_ms),
        milliseconds(row.preprocess_ms),
        milliseconds(row.first_ms),
        mebibytes(row.wasm_bytes),
      ]),
    ),
    '',
    ...layOut(
      ['Ratios (median over pairs)', 'ratio', '95 % interval', 'pairs'],
      [
        ratioRow('12 megapixels: EdgeLens / @jsquash/jpeg and @jsquash/resize', jsquash),
        ratioRow('1024 x 768: decode and preprocess / inference of efficientnet_b0', inference),
      ],
    ),
    '',
    `Medians of ${rounds} rounds in one process, in which all take turns. "The first" is decode and preprocess of the first`,
    'time, before V8 has compiled much; the kinds come in the order of the table, so each finds what those above have',
    'warmed. Decoder: linear memory of its WebAssembly instance. efficientnet_b0 on onnxruntime, one thread.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system}, Node ${machine.node},`,
    `${machine.date.slice(0, 10)}, ${madeWithText(machine.made_with)}.`,
  ].join('\n');
}

function ratioRow(name: string, { median, interval, pairs }: Ratio): string[] {
  const range = interval === undefined ? '-' : brackets(interval, (bound) => bound.toFixed(3));
  return [name, median.toFixed(3), range, String(pairs)];
}
