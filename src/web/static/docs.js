// Runs in the browser, after swagger-ui-bundle.js has put its function on the window.
/** @type {Window & { SwaggerUIBundle?: (options: object) => unknown }} */
const page = window;
page.SwaggerUIBundle?.({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });
