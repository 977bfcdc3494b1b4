/**
 * Variables and secrets of a deployment; docs/deploying.md lists them with their defaults. Those that wrangler.toml has
 * without quotes arrive as numbers or booleans, those of the command line and of the dashboard as strings.
 */
export interface Variables {
  /** Upper bound of a request body, in bytes. */
  readonly MAX_BODY_BYTES?: number | string;
  /** What runs models when a request does not say: `onnxruntime`, which is also the default, or `simd`. */
  readonly ENGINE?: string;
  /** How many samples a location keeps at most; 50,000 when left out. */
  readonly LEDGER_ROWS?: number | string;
  /** For how many days a location keeps samples at most; 30 when left out. */
  readonly LEDGER_DAYS?: number | string;
  /** `off` leaves the limiters alone. */
  readonly RATE_LIMIT?: string;
  /** A secret: `name:key` pairs or bare keys, separated by commas or line breaks. */
  readonly API_KEYS?: string;
  /** `true` lets only holders of a key have something computed. */
  readonly REQUIRE_KEY?: boolean | string;
  /** `true` lets everybody ask for `?fresh=session` and `POST /v1/calibrate`, which cost others in the isolate time. */
  readonly ALLOW_DISTURBANCE?: boolean | string;
  /** A secret: lets its holder ask for both, and is not counted. */
  readonly OPERATOR_KEY?: string;
  /** The public key of a Turnstile widget; the page shows it. */
  readonly TURNSTILE_SITE_KEY?: string;
  /** A secret: the widget's other key. */
  readonly TURNSTILE_SECRET?: string;
  /** Where tokens are verified instead of at Cloudflare: an address of this machine, for tests. */
  readonly TURNSTILE_VERIFY_URL?: string;
  /** `*` or the origins whose pages may call the API, separated by commas. */
  readonly ALLOWED_ORIGINS?: string;
  /**
   * Hosts that pictures are read from by their address, separated by commas: names, `*.` before them for any subdomain; none when
   * left out.
   */
  readonly IMAGE_HOSTS?: string;
  /** Models that the home page offers, as DEVICE_MODELS lists them; all when left out. */
  readonly PAGE_MODELS?: string;
  /**
   * Models that browsers may download and run themselves, separated by commas, with the wildcards of `npm run models`; a `!`
   * before a name takes it out; `off` or nothing for none. Whoever can reach the deployment can then have their weights.
   */
  readonly DEVICE_MODELS?: string;
  /** The least level of the requests that are logged: `info` (all), `warn`, `error` or `off`. */
  readonly LOG_LEVEL?: string;
}
