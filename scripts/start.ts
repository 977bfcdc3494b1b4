import { createServer, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { servedSettings } from './build/served.ts';
import { command, main } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { numberOption, whole } from './kit/option.ts';
import { PICTURE, ROOT, WRANGLER } from './kit/paths.ts';
import { runGroup } from './kit/process-group.mjs';
import { WRANGLER_ENV } from './kit/worker/wrangler.ts';
import { mirrorOption, offlineOption } from './models/hub/options.ts';
import { ownPlace } from './models/published/place.ts';
import { fetchPublished } from './models/published/step.ts';

const BUILD = fileURLToPath(new URL('build.ts', import.meta.url));

/** In what wrangler tells its parent once its own server listens. */
const LISTENING = '"DEV_SERVER_READY"';

/** Where this machine reaches a server that listens on all addresses. */
const LOOPBACKS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const start = command(
  'npm start --',
  'Serves EdgeLens on localhost: installs, builds the models and starts the Worker in workerd.',
)
  .addOption(numberOption('--port <n>', 'where to listen', whole(1, 65_535)).default(8787).env('PORT'))
  .option('--host <address>', 'where to listen', '127.0.0.1')
  .addOption(mirrorOption())
  .addOption(offlineOption())
  .addHelpText(
    'after',
    `
Examples:
  npm start                       http://localhost:8787
  npm start -- --port 8788        another port
  npm start -- --host 0.0.0.0     for phones in the same network, too
  npm start -- --offline          with the models that are there`,
  );

await main(
  start.action(async ({ port, host, ...network }) => {
    await requireFreePort(port, host);
    await fetchPublished(network);
    // Both steps are processes of their own, because whoever computes hears no Ctrl-C.
    const built = await runGroup(process.execPath, [BUILD, '--served'], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // It has said why.
    if (built !== 0) process.exitCode = built;
    else await serve(port, host);
  }),
);

/** @throws Failure when something listens there already */
async function requireFreePort(port: number, host: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
  if (error?.code === 'EADDRINUSE') throw taken(port);
  if (error !== undefined) throw new Failure(`cannot listen on ${host}:${port} (${error.code ?? error.message})`);
}

function taken(port: number): Failure {
  const other = port < 65_535 ? port + 1 : port - 1;
  return new Failure(`port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${other}`);
}

/**
 * Runs `wrangler dev` until it ends or is interrupted, and says when the Worker answers.
 * @throws Failure when it cannot start, or ends by itself
 */
async function serve(port: number, host: string): Promise<void> {
  const served = await servedSettings(ownPlace());
  const args = [
    'dev',
    '--ip',
    host,
    '--port',
    String(port),
    ...served.args,
    '--show-interactive-dev-session=false',
    '--log-level=warn',
    '--var',
    'ALLOW_DISTURBANCE:true',
    '--var',
    'RATE_LIMIT:off',
  ];
  const over = new AbortController();
  /** Until it listens. */
  const complaints: string[] = [];
  const code = await runGroup(
    process.execPath,
    [WRANGLER, ...args],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'pipe', 'ipc'], env: { ...WRANGLER_ENV, ...served.env } },
    (wrangler) => {
      let isListening = false;
      wrangler.stderr?.on('data', (chunk: Buffer) => {
        process.stderr.write(chunk);
        if (!isListening) complaints.push(chunk.toString());
      });
      wrangler.on('message', (message) => {
        if (isListening || typeof message !== 'string' || !message.includes(LISTENING)) return;
        isListening = true;
        complaints.length = 0;
        // Not before: whoever has the port may also answer /healthz.
        void announce(port, host, over.signal);
      });
    },
  );
  over.abort();
  // Somebody took the port while this one was getting ready.
  if (/EADDRINUSE|address already in use/i.test(complaints.join(''))) throw taken(port);
  throw new Failure(`wrangler dev ended with code ${code}; its own message stands above`);
}

/** Says where the Worker answers, as soon as it does. */
async function announce(port: number, host: string, over: AbortSignal): Promise<void> {
  if (!(await answers(`http://${hostOf(LOOPBACKS[host] ?? host)}:${port}/healthz`, over))) return;
  const url = `http://${host === '127.0.0.1' || host in LOOPBACKS ? 'localhost' : hostOf(host)}:${port}`;
  console.log(`\nEdgeLens answers at ${url}`);
  if (host in LOOPBACKS) for (const address of addresses()) console.log(`  and at http://${address}:${port}`);
  console.log(`\n  curl -F image=@${relative(process.cwd(), PICTURE)} ${url}/v1/classify\n`);
  console.log('Ctrl-C stops it.');
}

/** Resolves to true as soon as the address answers, and to false when it is over. */
async function answers(url: string, over: AbortSignal): Promise<boolean> {
  while (!over.aborted) {
    const response = await fetch(url, { signal: over }).catch(() => undefined);
    if (response?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

/** A host as addresses spell it: IPv6 in brackets. */
function hostOf(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

function addresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => entry.address);
}
