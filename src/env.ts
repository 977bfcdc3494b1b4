import type { Variables } from './variables.ts';

/** Bindings of wrangler.toml, as `wrangler types` reads them into worker-configuration.d.ts. */
type Binding = Exclude<keyof Cloudflare.Env, keyof Variables>;

/**
 * What a deployment has, as far as the code may count on it. Without its limiters nobody is refused, without its ledger
 * nothing remembers times, and some local set-ups do not know their version: only the assets are always there.
 */
export type Env = Readonly<Pick<Cloudflare.Env, 'ASSETS'>> &
  Readonly<Partial<Pick<Cloudflare.Env, Exclude<Binding, 'ASSETS'>>>> &
  Variables & {
    // They are switched off in wrangler.toml, so that `wrangler types` does not know them.
    /** Takes the same samples as LEDGER. */
    readonly ANALYTICS?: AnalyticsEngineDataset;
    /** Models beside those of the upload: its `manifest.json` lists them. */
    readonly MODELS?: R2Bucket;
    /** Converts HEIC and AVIF to JPEG. Without it they are answered with 415. */
    readonly IMAGES?: ImagesBinding;
  };
