type Props = Readonly<Record<string, unknown>>;

const SVG = 'http://www.w3.org/2000/svg';

/** SVG elements that the components use; all others are HTML. */
const SVG_NAMES = new Set(['svg', 'g', 'rect', 'circle', 'line', 'path', 'polyline', 'text']);

/** The element `<>`. */
export const Fragment = Symbol('fragment');

/**
 * JSX runtime that creates DOM nodes. The bundle uses it instead of hono's, so that the same component makes markup on the
 * server and elements in the browser. It has no virtual DOM: nothing is compared or updated.
 */
export function jsx(type: string | symbol | ((props: Props) => unknown), props: Props): unknown {
  if (typeof type === 'function') return type(props);
  const node = typeof type === 'symbol' ? document.createDocumentFragment() : elementOf(type, props);
  append(node, props['children']);
  return node;
}

export { jsx as jsxs };

function elementOf(name: string, props: Props): Element {
  const element = SVG_NAMES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key === 'children') continue;
    if (value === true) element.setAttribute(key, '');
    else if (typeof value === 'string' || typeof value === 'number') element.setAttribute(key, String(value));
  }
  return element;
}

function append(parent: Node, child: unknown): void {
  if (Array.isArray(child)) for (const each of child) append(parent, each);
  else if (child instanceof Node) parent.appendChild(child);
  else if (typeof child === 'string' || typeof child === 'number') parent.appendChild(new Text(String(child)));
}
