import { isIPv6 } from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Option } from '@commander-js/extra-typings';

import { command, main } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { numberOption, whole } from './kit/option.ts';
import { PICTURE, ROOT } from './kit/paths.ts';
import { runGroup } from './kit/process-group.mjs';
import { mirrorOption, offlineOption } from './models/hub/options.ts';
import { int8Option } from './models/published/option.ts';
import { ownPlace } from './models/published/place.ts';
import { fetchPublished, quantiseMeanwhile } from './models/published/step.ts';
import { reachableAddresses } from './start/addresses.ts';
import { phoneText, servingText, tunnelText } from './start/announcement.ts';
import { serveCertificate } from './start/certificate-server.ts';
import { requireFreePort } from './start/free-port.ts';
import { becomesHealthy } from './start/health.ts';
import { type Https, openHttps } from './start/https/open.ts';
import { serve, type Service } from './start/wrangler-dev.ts';

const BUILD = fileURLToPath(new URL('build.ts', import.meta.url));

/** Where this machine reaches a server that listens on all addresses. */
const LOOPBACKS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const start = command(
  'npm start --',
  'Serves EdgeLens on localhost: installs, builds the models and starts the Worker in workerd.',
)
  .addOption(numberOption('--port <n>', 'where to listen', whole(1, 65_535)).default(8787).env('PORT'))
  .option('--host <address>', 'where to listen (default: 127.0.0.1, or 0.0.0.0 with --phone)')
  .option('--phone', 'by HTTPS, which the cameras of phones need, for those in the same network; shows a QR code')
  .addOption(
    new Option('--tunnel', 'also by HTTPS from anywhere, through a tunnel of Cloudflare; shows a QR code').conflicts(
      'phone',
    ),
  )
  .addOption(mirrorOption())
  .addOption(offlineOption())
  .addOption(int8Option())
  .addHelpText(
    'after',
    `
Examples:
  npm start                       http://localhost:8787
  npm start -- --port 8788        another port
  npm start -- --phone            for phones in the same network, by HTTPS with a certificate made here
  npm start -- --tunnel           for phones anywhere, by HTTPS; public while it runs, and fetches cloudflared
  npm start -- --host 0.0.0.0     for others in the same network, by plain HTTP
  npm start -- --offline          with the models that are there
  npm start -- --no-int8          fetched models in fp32 only`,
  );

await main(
  start.action(async ({ port, host: asked, phone = false, tunnel = false, int8, ...network }) => {
    const host = asked ?? (phone ? '0.0.0.0' : '127.0.0.1');
    const others = host in LOOPBACKS ? reachableAddresses() : [];
    await requireFreePort(port, host);
    const https = phone ? await certify(host, others) : undefined;
    await fetchPublished(network);
    // Both steps are processes of their own, because whoever computes hears no Ctrl-C.
    const built = await runGroup(process.execPath, [BUILD, '--served'], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // It has said why.
    if (built !== 0) {
      process.exitCode = built;
      return;
    }
    const service = { host, port, identity: https?.identity, tunnel };
    await serve(service, {
      onListening: (over) =>
        void announce(service, others, https, over).then(async (isServing) => {
          if (isServing && int8) await makeVariants();
        }),
      onTunnel: (url) => {
        console.log(tunnelText(url, hasColours()));
      },
      onTunnelExpired: () => {
        console.log('The tunnel has closed, as each does after an hour. Start again for another one.');
      },
    });
  }),
);

/** @throws Failure when no phone could reach this machine */
async function certify(host: string, others: readonly string[]): Promise<Https> {
  if (host in LOOPBACKS && others.length === 0) {
    throw new Failure(
      'this machine has no address in a network that a phone could be in. Connect it to the Wi-Fi of the phone, or run ' +
        'npm start -- --tunnel',
    );
  }
  return openHttps([host, ...others].filter((address) => !(address in LOOPBACKS)));
}

/** Begins with what may take minutes, and says so in a line. */
async function makeVariants(): Promise<void> {
  const names = await quantiseMeanwhile(ownPlace());
  if (names.length === 0) return;
  console.log(
    `\nedgelens: ${names.join(' and ')} will be had as int8, too: made now at the lowest priority, served by the next ` +
      'start; --no-int8 leaves it out',
  );
}

/** Says where the Worker answers, as soon as it does. @returns false when it is over before */
async function announce(
  { host, port }: Service,
  others: readonly string[],
  https: Https | undefined,
  over: AbortSignal,
): Promise<boolean> {
  const scheme = https === undefined ? 'http' : 'https';
  const originOf = (address: string): string => `${scheme}://${hostOf(address)}:${port}`;
  const trusted = https?.authority.certificate.toString();
  if (!(await becomesHealthy(originOf(LOOPBACKS[host] ?? host), over, trusted))) return false;
  const here = (path: string): string => relative(process.cwd(), path);
  const url = originOf(host === '127.0.0.1' || host in LOOPBACKS ? 'localhost' : host);
  const certificate = https && here(https.authority.file);
  console.log(servingText({ url, others: others.map(originOf), picture: here(PICTURE), certificate }));
  if (https !== undefined) console.log(await phoneLines(https, host, others[0] ?? host, port));
  console.log('Ctrl-C stops it.');
  return true;
}

/** @param reached address of this machine by which a phone comes */
async function phoneLines({ authority }: Https, host: string, reached: string, port: number): Promise<string> {
  const path = await serveCertificate(authority.certificate, host, port < 65_535 ? port + 1 : 0);
  const name = hostOf(reached);
  const place = { url: `https://${name}:${port}`, certificateUrl: `http://${name}${path}` };
  return phoneText({ ...place, certificate: authority.certificate }, hasColours());
}

/** A host as addresses spell it: IPv6 in brackets. */
function hostOf(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Whether the terminal shows them (https://no-color.org). */
function hasColours(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'];
}
