import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

import type { AppEnv } from '../app-env.ts';
import { settingsOf } from '../protection/settings.ts';

/** @param guest an origin whose script and frame the page may load */
const headersFor = (...guest: string[]): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", ...guest],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      ...(guest.length > 0 && { frameSrc: guest }),
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // What a page of ours may need is the camera; scripts and frames of others get nothing.
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
    // A guest learns which host it is on, and nobody learns a path.
    referrerPolicy: guest.length > 0 ? 'strict-origin' : 'no-referrer',
    xFrameOptions: 'DENY',
    // Which other origins may embed what is here is a setting, see cross-origin.ts.
    crossOriginResourcePolicy: false,
    strictTransportSecurity: false,
  });

const plain = headersFor();

/** https://developers.cloudflare.com/turnstile/reference/content-security-policy/ */
const withTurnstile = headersFor('https://challenges.cloudflare.com');

/** A year, of this host alone: what else runs below its domain is not ours to decide. */
const HSTS = 'max-age=31536000';

/** Headers that keep browsers from doing what no page of ours asks for. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  const asksForVerification = ['/', '/share'].includes(c.req.path) && typeof settingsOf(c.env).turnstile === 'object';
  await (asksForVerification ? withTurnstile : plain)(c, next);
  // Browsers ignore it over HTTP (RFC 6797, section 8.1), and a phone that visits a laptop must not learn it.
  if (new URL(c.req.url).protocol === 'https:') c.header('Strict-Transport-Security', HSTS);
});
