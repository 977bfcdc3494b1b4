import type { Page } from 'playwright-core';

/**
 * Records the pictures that a page sends; the browser's protocol does not report blobs.
 * @returns a function that returns the pictures that the current document has sent
 */
export async function sentPictures(page: Page): Promise<() => Promise<Buffer[]>> {
  const spy = (): void => {
    const sent: Blob[] = [];
    Object.assign(window, { sent });
    window.XMLHttpRequest = class extends XMLHttpRequest {
      override send(body?: Document | XMLHttpRequestBodyInit | null): void {
        if (body instanceof Blob) sent.push(body);
        super.send(body);
      }
    };
  };
  await page.addInitScript(spy);
  await page.evaluate(spy);
  return async () => {
    const texts = await page.evaluate(async () => {
      const { sent } = window as unknown as { sent: Blob[] };
      return Promise.all(sent.map(async (blob) => Array.from(new Uint8Array(await blob.arrayBuffer()))));
    });
    return texts.map((bytes) => Buffer.from(bytes));
  };
}
