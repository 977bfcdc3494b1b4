import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

import type { AppEnv } from './app-env.ts';

const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
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
  xFrameOptions: 'DENY',
  // Which other origins may embed what is here is a setting, see cross-origin.ts.
  crossOriginResourcePolicy: false,
  strictTransportSecurity: false,
});

/** A year, of this host alone: what else runs below its domain is not ours to decide. */
const HSTS = 'max-age=31536000';

/** Headers that keep browsers from doing what no page of ours asks for. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await headers(c, next);
  // Browsers ignore it over HTTP (RFC 6797, section 8.1), and a phone that visits a laptop must not learn it.
  if (new URL(c.req.url).protocol === 'https:') c.header('Strict-Transport-Security', HSTS);
});
