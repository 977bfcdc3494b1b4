import { Failure, reasonOf } from '../../kit/failure.ts';
import type { Hub } from './address.ts';

/** What the hub says about a file in the headers of its redirects and of the answer. */
export interface Identity {
  /** Of the content, in hexadecimal; only files in large file storage have it. */
  readonly sha256: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** The commit that the revision stands for. */
  readonly commit: string | null;
}

/** The last answer of a chain of redirects. */
export interface Answer {
  readonly response: Response;
  readonly identity: Identity;
}

export interface RequestOptions {
  /** What to call the file in messages. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 10;

/**
 * Asks for a file and follows redirects by hand, because only the redirects carry the sum of the content, and because
 * the token must not leave the hub.
 *
 * @throws Failure when nobody answers, or the redirects lead nowhere
 */
export async function ask(hub: Hub, address: string, { what, headers, signal }: RequestOptions): Promise<Answer> {
  const home = new URL(hub.endpoint).origin;
  let url = new URL(address);
  let identity: Identity = { sha256: null, size: null, commit: null };
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const authorization =
      hub.token !== undefined && url.origin === home ? { Authorization: `Bearer ${hub.token}` } : {};
    const options = { headers: { ...headers, ...authorization }, redirect: 'manual', signal } as const;
    const response = await reach(url, options);
    identity = merge(identity, response.headers);
    if (![301, 302, 303, 307, 308].includes(response.status)) return { response, identity };
    await response.body?.cancel();
    url = follow(url, response.headers.get('Location'), what);
  }
  throw new Failure(
    `${what}: ${home} redirects in circles (more than ${MOST_REDIRECTS} times). Check --mirror, HF_ENDPOINT and any proxy.`,
  );
}

async function reach(url: URL, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    // Whoever aborted the request has said why.
    if (error instanceof Failure) throw error;
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Failure(
      `${url.origin} cannot be reached (${reasonOf(cause)}). Check the network and a proxy (HTTPS_PROXY with ` +
        'NODE_USE_ENV_PROXY=1), name a mirror with --mirror, or give a local copy with --from.',
    );
  }
}

function follow(from: URL, location: string | null, what: string): URL {
  const next = location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (next === undefined) throw new Failure(`${what}: ${from.origin} redirects without saying where to`);
  if (next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol === 'http:')) return next;
  throw new Failure(`${what}: ${from.origin} redirects to an address that is not secure (${next.protocol})`);
}

/** The hub answers first, so what came first is right. */
function merge(known: Identity, headers: Headers): Identity {
  const sum = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get('X-Linked-ETag') ?? '')?.[1];
  const size = /^\d+$/.exec(headers.get('X-Linked-Size') ?? '')?.[0];
  return {
    sha256: known.sha256 ?? sum ?? null,
    size: known.size ?? (size === undefined ? null : Number(size)),
    commit: known.commit ?? headers.get('X-Repo-Commit'),
  };
}

/**
 * The error for an answer that is not the file.
 *
 * @param page where a person can look at the repository
 */
export function refusal({ status, headers }: Response, what: string, page: string): Failure {
  const again = `Run the same command again ${waitOf(headers.get('Retry-After'))}`;
  if (status === 404) {
    return new Failure(`${what} was not found (404). Check the name and --revision; ${page} shows what there is.`);
  }
  if (status === 401 || status === 403) {
    return new Failure(
      `${what} may not be read (${status}): there is no such model, or it is private or gated. Check the name, accept ` +
        `its terms at ${page}, and set HF_TOKEN to a token of your account.`,
    );
  }
  if (status === 429) {
    return new Failure(
      `${what}: the hub has had too many requests from here (429). ${again}; with HF_TOKEN the limit is higher.`,
    );
  }
  if (status >= 500) {
    return new Failure(
      `${what}: the hub cannot answer at the moment (${status}). ${again}; what has come so far is kept.`,
    );
  }
  return new Failure(
    `${what}: the hub answers with status ${status} instead of the file; ${page} shows what there is.`,
  );
}

/** `Retry-After`, which is a number of seconds or a date, in words. */
function waitOf(after: string | null): string {
  if (after === null) return 'in a minute';
  const seconds = /^\d+$/.test(after) ? Number(after) : Math.ceil((Date.parse(after) - Date.now()) / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? `in ${seconds} s` : 'in a minute';
}
