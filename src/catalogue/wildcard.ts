/** What stands for one character of a name, or for any number of them. */
type Token = '*' | ((character: string) => boolean);

/**
 * Whether a name matches a pattern as Python's `fnmatch.fnmatchcase` says: `*` stands for any characters, `?` for one,
 * `[a-c_]` for one of these and `[!a-c]` for one of the others; a `[` that nothing closes stands for itself. Every text is
 * a pattern. Takes time in proportion to the lengths of both, whatever the pattern.
 *
 * @see https://docs.python.org/3/library/fnmatch.html
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  const tokens = tokensOf(pattern);
  let token = 0;
  let at = 0;
  // Where to go on when what follows the last star turns out not to match: only the last one can be at fault.
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
 * Whether a model's name matches a pattern as `timm.list_models` says: a pattern without a dot matches with any tag, too,
 * so that `resnet50` finds `resnet50.a1_in1k`.
 *
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_registry.py
 */
export function matchesModel(pattern: string, name: string): boolean {
  return matchesWildcard(pattern, name) || (!pattern.includes('.') && matchesWildcard(`${pattern}.*`, name));
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const end = character === '[' ? endOfSet(pattern, at) : -1;
    if (character === '*') {
      tokens.push('*');
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (end !== -1) {
      tokens.push(setOf(pattern.slice(at + 1, end)));
      at = end;
    } else {
      tokens.push((other) => other === character);
    }
  }
  return tokens;
}

/** Where the set ends that begins at `[`: a `]` at its very beginning belongs to it. */
function endOfSet(pattern: string, start: number): number {
  const first = pattern.charAt(start + 1) === '!' ? start + 2 : start + 1;
  return pattern.indexOf(']', pattern.charAt(first) === ']' ? first + 1 : first);
}

function setOf(text: string): Token {
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
