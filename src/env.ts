import type { ProtectionVariables } from './api/protection/variables.ts';
import type * as Main from './index.ts';
import type { Ledger } from './latency/ledger/ledger.ts';
import type { Locations } from './latency/ledger/locations.ts';

/** Bindings, variables and secrets of a deployment; docs/deploying.md lists them with their defaults. */
export interface Env extends ProtectionVariables {
  /** Static assets of the build: models, class lists, style sheets, the API browser. */
  readonly ASSETS: Fetcher;
  /** Which upload answers; absent in some local set-ups. */
  readonly VERSION?: WorkerVersionMetadata;
  /** Upper bound of a request body, in bytes. A string when it is set on the command line or in the dashboard. */
  readonly MAX_BODY_BYTES: number | string;
  /** What runs models when a request does not say: `onnxruntime`, which is also the default, or `simd`. */
  readonly ENGINE?: string;
  /** Counts what computes, for each address. Without it, or when it fails, nothing is refused. */
  readonly COMPUTE_LIMITER?: RateLimit;
  /** Counts what only reads, for each address. */
  readonly READ_LIMITER?: RateLimit;
  /** Counts what is asked for with a key. */
  readonly KEY_LIMITER?: RateLimit;
  /** The samples of each location. Without it requests are answered all the same, but nothing remembers their times. */
  readonly LEDGER?: DurableObjectNamespace<Ledger>;
  /** Which locations have samples; belongs to LEDGER. */
  readonly LOCATIONS?: DurableObjectNamespace<Locations>;
  /** How many samples a location keeps at most; 50,000 when left out. */
  readonly LEDGER_ROWS?: number | string;
  /** For how many days a location keeps samples at most; 30 when left out. */
  readonly LEDGER_DAYS?: number | string;
  /** Takes the same samples as LEDGER. */
  readonly ANALYTICS?: AnalyticsEngineDataset;
  /** Converts HEIC and AVIF to JPEG. Without it they are answered with 415. */
  readonly IMAGES?: ImagesBinding;
}

declare global {
  namespace Cloudflare {
    /** Gives `ctx.exports` the types of what the Worker exports. */
    interface GlobalProps {
      mainModule: typeof Main;
    }
  }
}
