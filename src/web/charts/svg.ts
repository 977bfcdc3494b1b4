type Attributes = Readonly<Record<string, string | number>>;

/** An element. Numbers are rounded to tenths of a pixel; children have to be SVG. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? String(Math.round(value * 10) / 10) : escape(value)}"`,
    )
    .join('');
  return children.length === 0 ? `<${name}${list}/>` : `<${name}${list}>${children.join('')}</${name}>`;
}

/** A line of text at its base line. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return tag('text', { x, y, ...attributes }, escape(text));
}

/** A straight line. */
export function line(from: readonly [number, number], to: readonly [number, number], attributes: Attributes): string {
  return tag('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], ...attributes });
}

/** Makes text safe between tags and inside of attributes. */
function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A whole SVG document. Its background is white, so that it is legible on dark pages, too.
 * @param title what it shows, for screen readers and as its heading
 * @param description its figures in words, for those who cannot see it
 */
export function drawing(
  size: { readonly width: number; readonly height: number },
  { title, description }: { readonly title: string; readonly description: string },
  ...children: readonly string[]
): string {
  const { width, height } = size;
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    role: 'img',
    'aria-labelledby': 'title description',
    'font-family': 'system-ui, "Segoe UI", "Liberation Sans", sans-serif',
    'font-size': 13,
    fill: INK,
  };
  return `${tag(
    'svg',
    root,
    `\n<title id="title">${escape(title)}</title>\n`,
    `<desc id="description">${escape(description)}</desc>\n`,
    tag('rect', { width: '100%', height: '100%', fill: '#ffffff' }),
    '\n',
    label(20, 30, title, { 'font-size': 18, 'font-weight': 600 }),
    '\n',
    children.join('\n'),
    '\n',
  )}\n`;
}

export const INK = '#1b1f23';
/** For less important text; its contrast with white is still above 4.5 : 1 (WCAG 2.2, 1.4.3). */
export const FAINT = '#5a646d';
export const GRID = '#d9dee2';
