/** A part of a pattern: `*` matches any number of characters, a function decides about one. */
type Token = '*' | ((character: string) => boolean);

/**
 * Whether a name matches a pattern, by the rules of Python's `fnmatch.fnmatchcase`: `*` matches any characters, `?` one,
 * `[a-c_]` one of these and `[!a-c]` one of the others; a `[` without `]` matches itself. Every text is a pattern. The time
 * is at most proportional to the product of both lengths, whatever the pattern.
 *
 * @see https://docs.python.org/3/library/fnmatch.html
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  const tokens = parsePattern(pattern);
  let token = 0;
  let at = 0;
  // If the text after the last star does not match, that star takes one character more. Earlier stars need no retry.
  let star: { token: number; at: number } | undefined;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = { token: ++token, at };
    } else if (wanted?.(name.charAt(at)) === true) {
      token++;
      at++;
    } else if (star !== undefined) {
      star.at++;
      ({ token, at } = star);
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((left) => left === '*');
}

/**
 * Whether a model's name matches a pattern, by the rules of `timm.list_models`: a pattern without a dot also matches names
 * with any tag, so `resnet50` finds `resnet50.a1_in1k`.
 *
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_registry.py
 */
export function matchesModel(pattern: string, name: string): boolean {
  return matchesWildcard(pattern, name) || (!pattern.includes('.') && matchesWildcard(`${pattern}.*`, name));
}

/**
 * Whether a list names a model: patterns with commas between, of which those behind a `!` take away what others name.
 * @example isListed('*, !*_triage', 'mobilenetv3_small_triage') // false
 */
export function isListed(list: string, name: string): boolean {
  const patterns = list.split(',').map((pattern) => pattern.trim());
  const matches = (pattern: string): boolean => matchesModel(pattern, name);
  const isNamed = patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
  return isNamed && !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)));
}

function parsePattern(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const end = character === '[' ? findSetEnd(pattern, at) : -1;
    if (character === '*') {
      tokens.push('*');
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (end !== -1) {
      tokens.push(parseSet(pattern.slice(at + 1, end)));
      at = end;
    } else {
      tokens.push((other) => other === character);
    }
  }
  return tokens;
}

/** Position of the `]` that closes the set; a `]` right at the beginning belongs to the set. @returns -1 if there is none */
function findSetEnd(pattern: string, start: number): number {
  const first = pattern.charAt(start + 1) === '!' ? start + 2 : start + 1;
  return pattern.indexOf(']', pattern.charAt(first) === ']' ? first + 1 : first);
}

function parseSet(text: string): Token {
  const isNegated = text.startsWith('!');
  const members = isNegated ? text.slice(1) : text;
  const ranges: [from: string, to: string][] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members.charAt(at);
    const isRange = members.charAt(at + 1) === '-' && at + 2 < members.length;
    ranges.push([from, isRange ? members.charAt(at + 2) : from]);
    if (isRange) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}
