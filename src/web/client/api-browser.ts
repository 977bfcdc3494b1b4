/** What swagger-ui-bundle.js, which runs before this, puts on the window; nothing if it did not load. */
type OpenBrowser = (options: Readonly<Record<string, unknown>>) => unknown;

const { SwaggerUIBundle } = window as unknown as { SwaggerUIBundle?: OpenBrowser };

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Swagger UI's style sheet follows a class and not the device. */
function followScheme(): void {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

dark.addEventListener('change', followScheme);
followScheme();
SwaggerUIBundle?.({ url: '/openapi.json', dom_id: '#api-browser', deepLinking: true, validatorUrl: null });
