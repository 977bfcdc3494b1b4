/** Variables and secrets that protect a deployment. Without quotes in wrangler.toml, `true` arrives as a boolean. */
export interface ProtectionVariables {
  /** `off` leaves the limiters alone. */
  readonly RATE_LIMIT?: string;
  /** A secret: `name:key` pairs or bare keys, separated by commas or line breaks. */
  readonly API_KEYS?: string;
  /** `true` lets only holders of a key have something computed. */
  readonly REQUIRE_KEY?: boolean | string;
  /** `true` lets everybody ask for `?fresh=session` and `POST /v1/calibrate`, which cost others in the isolate time. */
  readonly ALLOW_DISTURBANCE?: boolean | string;
  /** A secret that lets its holder ask for both, and is not counted. */
  readonly OPERATOR_KEY?: string;
  /** The public key of a Turnstile widget; the page shows it. */
  readonly TURNSTILE_SITE_KEY?: string;
  /** A secret, the widget's other key. */
  readonly TURNSTILE_SECRET?: string;
  /** Where tokens are verified instead of at Cloudflare: an address of this machine, for tests. */
  readonly TURNSTILE_VERIFY_URL?: string;
  /** `*` or the origins whose pages may call the API, separated by commas. */
  readonly ALLOWED_ORIGINS?: string;
  /** The least level of the requests that are logged: `info` (all), `warn`, `error` or `off`. */
  readonly LOG_LEVEL?: string;
}
