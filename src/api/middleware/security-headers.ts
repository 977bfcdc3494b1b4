import type { Context, Env, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

interface Policy {
  /** An origin whose script and frame the page may load. */
  readonly guest?: string;
  /** Whether the script may compile WebAssembly. */
  readonly wasm?: boolean;
}

const headersFor = ({ guest, wasm = false }: Policy = {}): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", ...(guest === undefined ? [] : [guest]), ...(wasm ? ["'wasm-unsafe-eval'"] : [])],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      ...(guest !== undefined && { frameSrc: [guest] }),
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // Our pages may need the camera; scripts and frames of others get nothing.
    permissionsPolicy: {
      camera: ['self'],
      bluetooth: [],
      browsingTopics: [],
      displayCapture: [],
      geolocation: [],
      hid: [],
      microphone: [],
      midi: [],
      payment: [],
      serial: [],
      usb: [],
    },
    // The guest learns the host of the page, and nobody learns a path.
    referrerPolicy: guest !== undefined ? 'strict-origin' : 'no-referrer',
    xFrameOptions: 'DENY',
    // cross-origin.ts sets which other origins may embed our files.
    crossOriginResourcePolicy: false,
    strictTransportSecurity: false,
  });

const plain = headersFor();

/** https://developers.cloudflare.com/turnstile/reference/content-security-policy/ */
const withTurnstile = headersFor({ guest: 'https://challenges.cloudflare.com' });

/** A Web Worker is bound by the policy of its own script, so that no page has to allow WebAssembly. */
const withWasm = headersFor({ wasm: true });
const WEB_WORKER = /^\/static\/device-worker-[A-Z0-9]{8}\.js$/;

/** A year, for this host alone: other hosts of its domain are not ours to decide. */
const HSTS = 'max-age=31536000';

/**
 * Headers that forbid browsers all that our pages do not need. It knows nothing of the Worker, so that a deployment can be
 * compared with it.
 * @param hasTurnstile whether this deployment asks visitors to be verified
 */
export function securityHeaders<E extends Env>(hasTurnstile: (c: Context<E>) => boolean): MiddlewareHandler<E> {
  return async (c, next) => {
    const asksForVerification = ['/', '/share'].includes(c.req.path) && hasTurnstile(c);
    const headers = asksForVerification ? withTurnstile : WEB_WORKER.test(c.req.path) ? withWasm : plain;
    await headers(c, next);
    // Browsers ignore it over HTTP and for addresses (RFC 6797, sections 8.1 and 8.1.1). On localhost it would count for each
    // port, and so for every other project of that machine.
    // A request with an impossible Host is about no address at all.
    const url = URL.canParse(c.req.url) ? new URL(c.req.url) : undefined;
    if (url?.protocol === 'https:' && url.hostname !== 'localhost') {
      c.res.headers.set('Strict-Transport-Security', HSTS);
    }
  };
}
