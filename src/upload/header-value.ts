/** A header value of the shape `form-data; name="image"`. */
interface HeaderValue {
  /** The text before the first semicolon, in lower case. */
  readonly value: string;
  /** Parameters by name in lower case; the first one of several with the same name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of the parameters that were given several times, with different values. */
  readonly contradictory: ReadonlySet<string>;
}

/** A semicolon, and the name of the parameter behind it, which may be missing (RFC 9110, section 5.6.6). */
const NAME = /[ \t]*;[ \t]*(?:([^\s;="]+)[ \t]*=[ \t]*)?/y;

/** A value without quotes. Some programs leave them out where the value has spaces in it. */
const UNQUOTED = /[^;"]*/y;

/** What follows a value. */
const END = /[ \t]*(?:;|$)/y;

/**
 * Reads a header value with parameters, as programs write them and not only as RFC 9110 has them: with spaces around `=`,
 * with spaces in a value without quotes, and with quotes within quotes.
 * @param text without spaces around it
 * @returns null when it has another syntax
 */
export function parseHeaderValue(text: string): HeaderValue | null {
  const value = /^[^\s;]*/.exec(text)?.[0] ?? '';
  const parameters = new Map<string, string>();
  const contradictory = new Set<string>();
  let position = value.length;
  while (position < text.length) {
    NAME.lastIndex = position;
    const match = NAME.exec(text);
    if (match === null) return null;
    position = NAME.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    const given = text[position] === '"' ? quoted(text, position) : unquoted(text, position);
    if (given === null) return null;
    position = given.end;
    const before = parameters.get(name);
    if (before === undefined) parameters.set(name, given.value);
    else if (before !== given.value) contradictory.add(name);
  }
  return { value: value.toLowerCase(), parameters, contradictory };
}

interface Value {
  readonly value: string;
  /** Position behind it. */
  readonly end: number;
}

function unquoted(text: string, begin: number): Value {
  UNQUOTED.lastIndex = begin;
  const found = UNQUOTED.exec(text)?.[0] ?? '';
  return { value: found.trim(), end: begin + found.length };
}

/** A quote that no semicolon and no end follows belongs to the value. */
function quoted(text: string, begin: number): Value | null {
  const pieces: string[] = [];
  for (let at = begin + 1; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '"' && isAt(END, text, at + 1)) return { value: pieces.join(''), end: at + 1 };
    pieces.push(sign === '\\' ? (text[++at] ?? '') : sign);
  }
  return null;
}

function isAt(pattern: RegExp, text: string, position: number): boolean {
  pattern.lastIndex = position;
  return pattern.test(text);
}
