import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { servedSettings } from '../build/served.ts';
import { Failure } from '../kit/failure.ts';
import { ROOT, WRANGLER } from '../kit/paths.ts';
import { runGroup } from '../kit/process-group.mjs';
import { WRANGLER_ENV } from '../kit/worker/wrangler.ts';
import { ownPlace } from '../models/published/place.ts';
import { taken } from './free-port.ts';

/** In what wrangler tells its parent once its own server listens. */
const LISTENING = '"DEV_SERVER_READY"';

/** Where Cloudflare's tunnels without an account end. */
const TUNNEL = /https:\/\/[\w-]+\.trycloudflare\.com/;

/** What wrangler says when it closes a tunnel, which it does after an hour. */
const EXPIRED = 'Tunnel expired';

/** Where and how to serve. */
export interface Service {
  readonly host: string;
  readonly port: number;
  /** Path of a file (PEM) with a key and certificates, for HTTPS. */
  readonly identity?: string | undefined;
  /** Whether others reach it through a tunnel of Cloudflare's. */
  readonly tunnel: boolean;
}

/** What happens while it serves. */
export interface Events {
  /** Its server listens; `over` is aborted when it no longer does. */
  readonly onListening: (over: AbortSignal) => void;
  readonly onTunnel: (url: string) => void;
  readonly onTunnelExpired: () => void;
}

/**
 * Runs `wrangler dev` until it ends or is interrupted.
 * @throws Failure when it cannot start, or ends by itself
 */
export async function serve(service: Service, events: Events): Promise<never> {
  const served = await servedSettings(ownPlace());
  const over = new AbortController();
  /** Until it listens. */
  const complaints: string[] = [];
  /** Those that were opened. */
  const tunnels: string[] = [];
  const code = await runGroup(
    process.execPath,
    [WRANGLER, 'dev', ...served.args, ...argumentsFor(service)],
    {
      cwd: ROOT,
      stdio: ['ignore', service.tunnel ? 'pipe' : 'inherit', 'pipe', 'ipc'],
      env: { ...WRANGLER_ENV, ...served.env },
    },
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
        events.onListening(over.signal);
      });
      watchTunnel(wrangler, {
        ...events,
        onTunnel: (url) => {
          tunnels.push(url);
          events.onTunnel(url);
        },
      });
    },
  );
  over.abort();
  // Somebody took the port while this one was getting ready.
  if (/EADDRINUSE|address already in use/i.test(complaints.join(''))) throw taken(service.port);
  if (service.tunnel && tunnels.length === 0) {
    throw new Failure(
      'there is no tunnel; the message of wrangler stands above. Cloudflare has to be reached for it, and on the first ' +
        'time its program cloudflared is fetched. A phone in the same network needs none of that: npm start -- --phone',
    );
  }
  throw new Failure(`wrangler dev ended with code ${code}; its own message stands above`);
}

function argumentsFor({ host, port, identity, tunnel }: Service): string[] {
  return [
    ...['--ip', host, '--port', String(port), '--show-interactive-dev-session=false'],
    ...(identity === undefined
      ? []
      : ['--local-protocol=https', '--https-key-path', identity, '--https-cert-path', identity]),
    // Who comes through a tunnel is a stranger, so the limits of a deployment hold.
    ...(tunnel
      ? ['--tunnel', '--log-level=log']
      : ['--log-level=warn', '--var', 'ALLOW_DISTURBANCE:true', '--var', 'RATE_LIMIT:off']),
  ];
}

/** Reads what wrangler says of its tunnel, and leaves out all else. */
function watchTunnel({ stdout }: ChildProcess, { onTunnel, onTunnelExpired }: Events): void {
  if (stdout === null) return;
  let isOpen = false;
  createInterface(stdout).on('line', (line) => {
    const [url] = TUNNEL.exec(line) ?? [];
    if (!isOpen && url !== undefined) {
      isOpen = true;
      onTunnel(url);
    }
    if (line.includes(EXPIRED)) onTunnelExpired();
  });
}
