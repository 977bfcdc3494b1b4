/** A header value of the shape `form-data; name="image"`. */
interface HeaderValue {
  /** The text before the first semicolon, in lower case. */
  readonly value: string;
  /** Parameters by name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A semicolon and the parameter behind it, which may be missing (RFC 9110, section 5.6.6). */
const PARAMETER = /[ \t]*;[ \t]*(?:([^\s;="]+)=(?:"((?:[^"\\]|\\[^])*)"|([^\s;"]*)))?/y;

/**
 * Reads a header value with parameters (RFC 9110, section 5.6.6).
 * @param text without spaces around it
 * @returns null when it has another syntax or the same parameter twice
 */
export function parseHeaderValue(text: string): HeaderValue | null {
  const value = /^[^\s;]*/.exec(text)?.[0] ?? '';
  const parameters = new Map<string, string>();
  let position = value.length;
  while (position < text.length) {
    PARAMETER.lastIndex = position;
    const match = PARAMETER.exec(text);
    if (match === null) return null;
    position = PARAMETER.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    if (parameters.has(name)) return null;
    parameters.set(name, match[2]?.replaceAll(/\\([^])/g, '$1') ?? match[3] ?? '');
  }
  return { value: value.toLowerCase(), parameters };
}
