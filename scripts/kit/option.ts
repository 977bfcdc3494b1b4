import { Option } from '@commander-js/extra-typings';

import { UsageError } from './failure.ts';

/** Which numbers an option takes. */
export interface Range {
  /** `Number.MIN_VALUE`: any above 0. */
  readonly from: number;
  /** `Number.MAX_VALUE`: no limit. */
  readonly to: number;
  readonly whole: boolean;
}

/** An option whose text is turned into a value. */
type Typed<Flags extends string, Value> = Option<Flags, undefined, undefined, Value>;

/** Whole numbers. */
export function whole(from: number, to: number): Range {
  return { from, to, whole: true };
}

/** Numbers with or without a fraction. */
export function real(from: number, to = Number.MAX_VALUE): Range {
  return { from, to, whole: false };
}

/** Declares an option that takes a number: `numberOption('--rounds <n>', 'how many', whole(1, 9)).default(5)`. */
export function numberOption<const Flags extends string>(
  flags: Flags,
  description: string,
  range: Range,
): Typed<Flags, number> {
  return new Option(flags, description).argParser((text) => readNumber(nameOf(flags), text, range));
}

/** Declares an option that takes one of some words. */
export function choiceOption<const Flags extends string, const Choice extends string>(
  flags: Flags,
  description: string,
  choices: readonly Choice[],
): Typed<Flags, Choice> {
  return new Option(flags, description).argParser((text): Choice => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new UsageError(`${nameOf(flags)} takes ${choices.join(' or ')}, not "${text}"`);
    return found;
  });
}

/** Declares an option that takes words with commas between them; spaces around them do not count. */
export function listOption<const Flags extends string>(flags: Flags, description: string): Typed<Flags, string[]> {
  return new Option(flags, description).argParser((text) => readList(nameOf(flags), text));
}

/** Declares an option that takes numbers with commas between them. */
export function numberListOption<const Flags extends string>(
  flags: Flags,
  description: string,
  range: Range,
): Typed<Flags, number[]> {
  return new Option(flags, description).argParser((text) =>
    readList(nameOf(flags), text).map((item) => readNumber(nameOf(flags), item, range)),
  );
}

/** Declares an option that may be given several times; it has no default, because values are added to what is there. */
export function repeatedOption<const Flags extends string>(
  flags: Flags,
  description: string,
): Typed<Flags, string[] | undefined> {
  return new Option(flags, description).argParser((text, previous: string[] | undefined): string[] | undefined => [
    ...(previous ?? []),
    text,
  ]);
}

/** Declares an option that takes the address of a deployment, and keeps its origin only. */
export function originOption<const Flags extends string>(flags: Flags, description: string): Typed<Flags, string> {
  return new Option(flags, description).argParser((text) => readAddress(nameOf(flags), text).origin);
}

/** @throws UsageError for anything that is not an address of http or https */
export function readAddress(option: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${option} takes an address like https://edgelens.example.workers.dev, not "${text}"`);
}

/**
 * Reads the value of an option.
 * @throws UsageError that names the option and what it takes
 */
export function readNumber(option: string, text: string, { from, to, whole: integer }: Range): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= from && value <= to && (!integer || Number.isInteger(value))) return value;
  const least = from === Number.MIN_VALUE ? 'above 0' : `from ${from}`;
  const most = from === Number.MIN_VALUE ? `, at most ${to}` : ` to ${to}`;
  const bounds = `${least}${to === Number.MAX_VALUE ? '' : most}`;
  throw new UsageError(`${option} takes a ${integer ? 'whole ' : ''}number ${bounds}, not "${text}"`);
}

/** @throws UsageError for an empty item, or one that is there twice */
export function readList(option: string, text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new UsageError(`${option} takes a list like a,b, not "${text}"`);
  if (new Set(items).size < items.length) throw new UsageError(`${option} names something twice: "${text}"`);
  return items;
}

/** `--rounds <n>` is called `--rounds`. */
function nameOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
