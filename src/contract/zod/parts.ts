// zod without its messages in 50 languages: they are a third of the Worker's code, and nothing here asks for one. Every
// import of 'zod' comes here when wrangler bundles (wrangler.toml, [alias]). The rest is as in v4/classic/external.js.
export * from '../../../node_modules/zod/v4/classic/schemas.js';
export * from '../../../node_modules/zod/v4/classic/checks.js';
export * from '../../../node_modules/zod/v4/classic/errors.js';
export * from '../../../node_modules/zod/v4/classic/parse.js';
export {
  config,
  globalRegistry,
  NEVER,
  registry,
  treeifyError,
  prettifyError,
  formatError,
  flattenError,
  regexes,
  util,
} from '../../../node_modules/zod/v4/core/index.js';
export { toJSONSchema } from '../../../node_modules/zod/v4/core/json-schema-processors.js';
export * as iso from '../../../node_modules/zod/v4/classic/iso.js';
export * as coerce from '../../../node_modules/zod/v4/classic/coerce.js';
