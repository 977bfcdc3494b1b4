/**
 * The element of the page with this id.
 * @throws Error when there is none of this class: page and script do not belong together
 */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} called ${id}`);
}

/** The node that a component made; the types of JSX are those of the server. */
export function nodeOf(made: unknown): Node {
  if (made instanceof Node) return made;
  throw new Error('a component made no node');
}

/** Resolves when what was changed is on the screen, to the time of this by the browser's clock. */
export function painted(): Promise<number> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve(performance.now());
    }, 500);
    requestAnimationFrame(() => {
      // The next task after a frame runs when it has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        clearTimeout(late);
        resolve(performance.now());
      };
      port2.postMessage(undefined);
    });
  });
}
