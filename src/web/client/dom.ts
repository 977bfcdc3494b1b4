/**
 * The element of the page with this id.
 * @throws Error if there is none of this class, because page and script are of different versions
 */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} called ${id}`);
}

/** The node that a component made. The types of JSX are those of the server, where it is no node. */
export function nodeOf(made: unknown): Node {
  if (made instanceof Node) return made;
  throw new Error('a component made no node');
}

/** Resolves after the next frame is painted, to that time by `performance.now()`. */
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
