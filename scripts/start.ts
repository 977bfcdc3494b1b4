import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { relative } from 'node:path';

import { build } from './build/build.ts';
import { command, main } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { numberOption, whole } from './kit/option.ts';
import { PICTURE, ROOT, WRANGLER } from './kit/paths.ts';
import { WRANGLER_ENV } from './kit/worker/wrangler.ts';

const start = command(
  'npm start --',
  'Serves EdgeLens on localhost: installs, builds the models and starts the Worker in workerd.',
)
  .addOption(numberOption('--port <n>', 'where to listen', whole(1, 65_535)).default(8787).env('PORT'))
  .option('--host <address>', 'where to listen', '127.0.0.1')
  .addHelpText(
    'after',
    `
Examples:
  npm start                       http://localhost:8787
  npm start -- --port 8788        another port
  npm start -- --host 0.0.0.0     for phones in the same network, too`,
  );

await main(
  start.action(async ({ port, host }) => {
    await requireFreePort(port, host);
    await build();
    await serve(port, host);
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
  if (error?.code === 'EADDRINUSE') {
    throw new Failure(`port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${port + 1}`);
  }
  if (error !== undefined) throw new Failure(`cannot listen on ${host}:${port} (${error.code ?? error.message})`);
}

/** Runs `wrangler dev` until it ends or is interrupted, and says when the Worker answers. */
async function serve(port: number, host: string): Promise<void> {
  const args = [
    'dev',
    '--ip',
    host,
    '--port',
    String(port),
    '--show-interactive-dev-session=false',
    '--log-level=warn',
    '--var',
    'ALLOW_DISTURBANCE:true',
    '--var',
    'RATE_LIMIT:off',
  ];
  const wrangler = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: WRANGLER_ENV,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => wrangler.kill(signal));
  const ended = new Promise<number>((resolve) =>
    wrangler.once('exit', (code) => {
      resolve(code ?? 0);
    }),
  );

  const url = `http://localhost:${port}`;
  if (await Promise.race([answers(`http://127.0.0.1:${port}/healthz`), ended.then(() => false)])) {
    console.log(`\nEdgeLens answers at ${url}`);
    if (host !== '127.0.0.1') for (const address of addresses()) console.log(`  and at http://${address}:${port}`);
    console.log(`\n  curl -F image=@${relative(process.cwd(), PICTURE)} ${url}/v1/classify\n`);
    console.log('Ctrl-C stops it.');
  }
  const code = await ended;
  if (code !== 0) throw new Failure(`wrangler dev ended with code ${code}; its own message stands above`);
}

/** Resolves to true as soon as the address answers. */
async function answers(url: string): Promise<boolean> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function addresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => entry.address);
}
