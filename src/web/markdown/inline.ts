/** A piece of a line of Markdown. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly content: readonly Inline[] }
  | { readonly kind: 'link'; readonly content: readonly Inline[]; readonly target: string };

/** What can begin at a place: an escaped character, code, a picture (which is left out), a link, bold text. */
const PIECES =
  /\\([\\|`*_<>[\]])|(`+)(.+?)\2(?!`)|!\[[^\]]*\]\([^)\s]*\)|\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]*)\)|\*\*(.+?)\*\*/g;

/** Reads the part of Markdown's inline syntax that the cards of models use (https://spec.commonmark.org/0.31.2/#inlines). */
export function readInline(source: string): Inline[] {
  const pieces: Inline[] = [];
  const addText = (text: string): void => {
    const last = pieces.at(-1);
    if (text === '') return;
    if (last?.kind === 'text') pieces.splice(-1, 1, { kind: 'text', text: last.text + text });
    else pieces.push({ kind: 'text', text });
  };
  let end = 0;
  for (const match of source.matchAll(PIECES)) {
    const [whole, escaped, , code, label, target, strong] = match;
    addText(source.slice(end, match.index));
    end = match.index + whole.length;
    if (escaped !== undefined) addText(escaped);
    else if (code !== undefined) pieces.push({ kind: 'code', text: code.trim() });
    else if (strong !== undefined) pieces.push({ kind: 'strong', content: readInline(strong) });
    else if (label !== undefined && target !== undefined)
      pieces.push({ kind: 'link', content: readInline(label), target });
  }
  addText(source.slice(end));
  return pieces;
}
