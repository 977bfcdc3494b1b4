import type { Option } from '@commander-js/extra-typings';

import { ENGINE_NAMES, type EngineName } from '../../src/contract/names.ts';
import { UsageError } from '../kit/failure.ts';
import type { Machine } from '../kit/load/machine.ts';
import { type Picture, readPicture, shrunkPicture } from '../kit/load/picture.ts';
import { madeWithText } from '../kit/made-with.ts';
import { choiceOption, numberOption, whole } from '../kit/option.ts';
import { FULL, LITE, type Profile } from '../kit/worker/profile.ts';

/** What a bench asks of a Worker, as its options say. */
interface QuestionOptions {
  readonly model: string;
  readonly engine: EngineName;
  /** The Worker without onnxruntime. */
  readonly lite: boolean;
  /** Path of a picture. */
  readonly picture: string;
  /** Short side in pixels that the picture is shrunk to. */
  readonly shrink?: number | undefined;
}

/** A Worker and what is sent to it. */
export interface PreparedQuestion {
  readonly worker: Profile;
  readonly picture: Picture;
  /** Both in one line. */
  readonly title: string;
}

/** The option `--engine`. */
export function engineOption(): Option<'--engine <name>', undefined, 'simd', EngineName> {
  return choiceOption('--engine <name>', ENGINE_NAMES.join(' or '), ENGINE_NAMES).default('simd' as const);
}

/** The option `--shrink`. */
export function shrinkOption(): Option<'--shrink <pixels>', undefined, undefined, number> {
  return numberOption(
    '--shrink <pixels>',
    'shrink the picture to this short side before; the page sends 384 for what these models need',
    whole(1, 10_000),
  );
}

/**
 * Reads the picture and chooses the Worker.
 * @throws UsageError for what the Worker does not have, and for a picture that is none
 */
export async function prepareQuestion(options: QuestionOptions): Promise<PreparedQuestion> {
  const { model, engine, lite, shrink } = options;
  const worker = lite ? LITE : FULL;
  if (!worker.engines.includes(engine)) throw new UsageError(`--lite has no engine ${engine}`);
  const original = readPicture(options.picture);
  const picture = shrink === undefined ? original : await shrunkPicture(original, shrink);
  const shrunk = shrink === undefined ? '' : `, shrunk to ${shrink}`;
  const sent = `${picture.name}, ${picture.bytes.byteLength} bytes${shrunk}`;
  return { worker, picture, title: `${model}, engine ${engine}, ${worker.name} Worker, ${sent}` };
}

/** The machine and the tools of a bench, in two lines. */
export function machineText({ cpu, cores, load, made_with, date }: Machine): string {
  return `${cpu}, ${cores} cores, load ${load.toFixed(1)} before, ${date.slice(0, 10)}\n${madeWithText(made_with)}`;
}
