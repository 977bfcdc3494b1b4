import { type Inline, readInline } from './inline.ts';

/** A part of a Markdown document. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const FENCE = '```';
const HEADING = /^(#{1,6}) +(.*)$/;
const ITEM = /^[-*] +/;
const ROW = '|';

/**
 * Reads the part of Markdown that the cards of models are written in: headings, paragraphs, flat lists, code between fences,
 * tables, and comments, which are left out. Anything else is a paragraph.
 */
export function readMarkdown(source: string): Block[] {
  const lines = source
    .replaceAll('\r\n', '\n')
    .replaceAll(/<!--.*?-->/gs, '')
    .split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** The lines from here on for as long as they belong to a block. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at] ?? '')) at++;
    return lines.slice(from, at);
  };
  const isText = (line: string): boolean =>
    line.trim() !== '' && !line.startsWith(FENCE) && !line.startsWith(ROW) && !HEADING.test(line) && !ITEM.test(line);
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = HEADING.exec(line);
    if (line.startsWith(FENCE)) {
      at++;
      blocks.push({ kind: 'code', text: take((each) => !each.startsWith(FENCE)).join('\n') });
      at++;
    } else if (heading !== null) {
      const [, marks = '', text = ''] = heading;
      blocks.push({ kind: 'heading', level: marks.length, content: readInline(text) });
      at++;
    } else if (ITEM.test(line)) {
      blocks.push({ kind: 'list', items: itemsOf(take((each) => ITEM.test(each) || /^ +\S/.test(each))) });
    } else if (line.startsWith(ROW)) {
      blocks.push(tableOf(take((each) => each.startsWith(ROW))));
    } else if (isText(line)) {
      blocks.push({ kind: 'paragraph', content: readInline(take(isText).join(' ')) });
    } else at++;
  }
  return blocks;
}

/** An item goes on in lines that are indented. */
function itemsOf(lines: readonly string[]): Inline[][] {
  const items: string[] = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return items.map(readInline);
}

function tableOf([head = '', , ...rows]: readonly string[]): Block {
  return { kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf) };
}

/** A bar within a cell is escaped. */
function cellsOf(row: string): Inline[][] {
  return row
    .trim()
    .replaceAll(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => readInline(cell.trim()));
}
