/** Has the browser keep the pages for times without a network. Browsers can only over TLS and on localhost, and some never. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
    console.error(error);
  });
}
