import type { X509Certificate } from 'node:crypto';

import { qrCode } from './qr-code.ts';

/** Where the Worker answers, and how to ask it. */
export interface Place {
  /** For whoever sits at this machine. */
  readonly url: string;
  /** For others; first the one that most likely works. */
  readonly others: readonly string[];
  /** Path of a picture to try, as the terminal finds it. */
  readonly picture: string;
  /** Path of the certificate to believe, for HTTPS. */
  readonly certificate?: string | undefined;
}

/** What `npm start` prints as soon as the Worker answers. */
export function servingText({ url, others, picture, certificate }: Place): string {
  const trusted = certificate === undefined ? '' : `--cacert ${certificate} `;
  return [
    `\nEdgeLens answers at ${url}`,
    ...others.map((other) => `  and at ${other}`),
    `\n  curl ${trusted}-F image=@${picture} ${url}/v1/classify\n`,
  ].join('\n');
}

/** How a phone opens a page of this machine by HTTPS. */
export interface PhonePlace {
  readonly url: string;
  /** Where the certificate of this machine's authority can be fetched. */
  readonly certificateUrl: string;
  readonly certificate: X509Certificate;
}

/**
 * What a phone in the same network does, and what its browser makes of a certificate that it does not know.
 * @param colours whether the terminal takes them
 */
export function phoneText({ url, certificateUrl, certificate }: PhonePlace, colours: boolean): string {
  return `On a phone in the same network:

${qrCode(url, colours)}
${url}

Its browser warns, because this machine made the certificate itself. After "Advanced" and "Proceed" (Chrome), or "Show
details" and "visit this website" (Safari, where we could not try it), the page and the camera work. A service worker does
not: no page without a network, and nothing that other apps can share with.

For that, have the phone trust the certificate of this machine, once. It counts for private networks and this machine only:

${qrCode(certificateUrl, colours)}
${certificateUrl}

  Android  Settings, search for "CA certificate", install the file that was downloaded
  iPhone   Settings, "Profile Downloaded", install; then General, About, Certificate Trust Settings, switch it on
  SHA-256  ${certificate.fingerprint256}
`;
}

/** How a phone anywhere opens a page through a tunnel. */
export function tunnelText(url: string, colours: boolean): string {
  return `On a phone anywhere:

${qrCode(url, colours)}
${url}

Whoever knows this address reaches the Worker of this machine, under the limits of a deployment, for an hour.
`;
}
