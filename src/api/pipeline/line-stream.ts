/** NDJSON that is written while it is read. */
export interface LineStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Settles when the last line is written, or nobody reads any more. */
  readonly done: Promise<void>;
}

/**
 * Writes each item as a line as soon as it is there, and a last line behind them, whatever happens: a body that neither goes on
 * nor ends would let its reader wait for ever.
 *
 * Lines wait for whoever reads them, and items for no line: many clients send all of their body before they read anything, and
 * would wait for ever for somebody who waits for them. What can wait is no more than a list would have.
 * @param items not asked for any more once the reader has gone
 * @param lastLine is told how many items there were, and what they threw, if they did
 */
export function streamLines(
  items: AsyncIterable<object>,
  lastLine: (count: number, failure: { readonly error: unknown } | undefined) => object,
): LineStream {
  let hasLeft = false;
  const encoder = new TextEncoder();
  const { promise: opened, resolve: open } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const body = new ReadableStream<Uint8Array>({
    start: open,
    cancel: () => {
      hasLeft = true;
    },
  });
  const run = async (): Promise<void> => {
    const controller = await opened;
    const write = (line: object): void => {
      if (!hasLeft) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
    };
    let count = 0;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const item of items) {
        if (hasLeft) return;
        count++;
        write(item);
      }
    } catch (error) {
      failure = { error };
    }
    if (hasLeft) return;
    write(lastLine(count, failure));
    controller.close();
  };
  return { body, done: run() };
}
