import type * as Main from './index.ts';

/** Bindings and variables of wrangler.toml. */
export interface Env {
  /** Static assets of the build: models, class lists, style sheets, the API browser. */
  readonly ASSETS: Fetcher;
  /** Which upload answers; absent in some local set-ups. */
  readonly VERSION?: WorkerVersionMetadata;
  /** Upper bound of a request body, in bytes. A string when it is set on the command line or in the dashboard. */
  readonly MAX_BODY_BYTES: number | string;
  /** `true` lets everybody ask for `?fresh=session`. */
  readonly ALLOW_FRESH?: string;
  /** A secret that lets its holder ask for `?fresh=session`, sent as `X-EdgeLens-Key`. */
  readonly FRESH_KEY?: string;
}

declare global {
  namespace Cloudflare {
    /** Gives `ctx.exports` the types of what the Worker exports. */
    interface GlobalProps {
      mainModule: typeof Main;
    }
  }
}
