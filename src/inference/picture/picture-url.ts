import type { BodyHead } from '../../contract/job.ts';
import { UploadError, type UploadErrorKind } from '../../upload/upload-error.ts';

/** How long a server may take until it begins to answer, in ms. Its body has the deadlines of an upload. */
const PATIENCE_MS = 10_000;

/** Origins of this machine, which a list may name for tests. Cloudflare's Workers reach none. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;

/** A host's name: labels with dots between, and letters in the last one, so that no IP address is one. */
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])$/;

/** Names that stand for hosts of a private network (RFC 6761, RFC 6762, RFC 8375, and what routers use). */
const PRIVATE = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'home', 'corp', 'intranet', 'private'];

/**
 * Opens the picture at an address, where the deployment allows its host.
 * @param hosts names with commas between; `*.` at the beginning stands for any subdomain
 * @returns the body and what its headers say, to be read as an upload is
 * @throws UploadError `url_not_allowed` or `url_unreachable`
 */
export async function openUrl(
  address: string,
  hosts: string | undefined,
  maxBytes: number,
): Promise<{ readonly body: ReadableStream<Uint8Array> | null; readonly head: BodyHead }> {
  const url = requireAllowed(address, hosts);
  let response: Response;
  try {
    // A redirect could lead anywhere, so none is followed.
    const headers = { Accept: 'image/*' };
    response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), headers });
  } catch {
    throw unreachable(`Its server did not answer within ${PATIENCE_MS / 1000} seconds.`);
  }
  const { status, body } = response;
  if (status !== 200) {
    await body?.cancel();
    const isRedirect = status >= 300 && status < 400;
    throw unreachable(`Its server answered ${status}${isRedirect ? ', and redirects are not followed' : ''}.`);
  }
  const length = Number(response.headers.get('Content-Length') ?? Number.NaN);
  const expectedBytes = Number.isSafeInteger(length) ? length : null;
  // Whatever the server calls it, the first bytes tell.
  return { body, head: { contentType: null, contentEncoding: null, expectedBytes, maxBytes } };
}

/** What would be the sender's fault in an upload, and is that of the server in a picture that was asked for. */
const FAULTS: Readonly<Partial<Record<UploadErrorKind, string>>> = {
  aborted: 'Its server broke off before the file was complete.',
  too_slow: 'Its server sends too slowly.',
  empty: 'Its server sent nothing.',
};

/**
 * Reads the body that a server was asked for.
 * @throws UploadError `url_unreachable` for what is wrong with the server; whatever else `read` throws
 */
export async function readAsked<Read>(read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (error) {
    const fault = error instanceof UploadError ? FAULTS[error.kind] : undefined;
    throw fault === undefined ? error : unreachable(fault);
  }
}

function requireAllowed(address: string, hosts = ''): URL {
  const list = hosts.split(',').map((host) => host.trim().toLowerCase());
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) throw notAllowed('It is no absolute URL.');
  if (LOOPBACK.test(url.origin) && list.includes(url.origin)) return url;
  if (url.protocol !== 'https:') throw notAllowed('Only https is taken.');
  if (url.username !== '' || url.password !== '') throw notAllowed('It has a name or a password in it.');
  if (url.port !== '') throw notAllowed('It names a port.');
  const host = url.hostname.replace(/\.$/, '');
  if (!HOST.test(host) || PRIVATE.some((name) => host === name || host.endsWith(`.${name}`)))
    throw notAllowed('Its host is no public name.');
  const isListed = list.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known));
  if (!isListed) throw notAllowed('Its host is not among those that this deployment reads from.');
  return url;
}

function notAllowed(reason: string): UploadError {
  return new UploadError('url_not_allowed', `The URL of the picture is not read. ${reason} Send the file instead.`);
}

function unreachable(reason: string): UploadError {
  return new UploadError('url_unreachable', `The URL of the picture could not be read. ${reason}`);
}
