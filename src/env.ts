/** Bindings and variables of wrangler.toml. */
export interface Env {
  /** Static assets of the build: models, class lists, style sheets, the API browser. */
  readonly ASSETS: Fetcher;
  /** Which upload answers; absent in some local set-ups. */
  readonly VERSION?: WorkerVersionMetadata;
  /** Upper bound of a request body, in bytes. */
  readonly MAX_BODY_BYTES: number;
}
