// Runs a script of this folder, or a command line of the installed tools:
// `node scripts/run.mjs start.ts --port 8788`, `node scripts/run.mjs "eslint ."`.
//
// Every npm script goes through here, so that any of them works in a fresh clone: packages are installed when they are
// missing, incomplete or of another lockfile, and the script then runs under the Node that package.json pins (the npm
// package `node`), whatever Node the machine has. This file itself must therefore run on Node 20 without any package.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { exitCodeOf, runGroup } from './kit/process-group.mjs';
import { takeTurn } from './kit/turn.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.edgelens-installed');
/** Says who installs. Outside of what npm deletes. */
const TURN = join(ROOT, '.cache/installing');
const WINDOWS = process.platform === 'win32';
/** The oldest Node that wrangler and vitest run on, for machines where the pinned one cannot be installed. */
const OLDEST = [22, 18];
/** How often to look whether npm is still there, in ms. */
const LOOK_MS = 500;
/** Space that packages and models take, in MB. */
const NEEDED_MB = 900;

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`\nedgelens: ${message}`);
  process.exit(1);
}

/** What the installed packages depend on; written into the stamp once npm has finished. */
function fingerprint() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** The reason behind npm's output, in words that say what to do. @param {string} output */
function explain(output) {
  if (/ENOSPC|no space left/i.test(output)) {
    return 'the disk is full. The packages need about 1 GB; make room and run the command again.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    return (
      'npm cannot reach its registry. Check the network, a proxy ("npm config get proxy") and the registry ' +
      '("npm config get registry"), then run the command again. Nothing is lost.'
    );
  }
  if (/EACCES|EPERM/.test(output)) return `npm may not write into ${ROOT}. Check who owns the folder and its files.`;
  return 'npm could not install the packages; its own message stands above. Run the command again to go on.';
}

/** Installs when it is this one's turn, because two installations at once destroy each other, and unless another one has. */
async function installInTurn() {
  let isTold = false;
  const giveBack = await takeTurn(TURN, (owner) => {
    if (!isTold) console.log(`edgelens: another command (process ${owner}) installs packages; waiting for it ...`);
    isTold = true;
  }).catch((/** @type {unknown} */ error) => fail(explain(String(error))));
  // Not every way out of an installation comes back here.
  const leave = () => {
    rmSync(TURN, { force: true });
  };
  process.once('exit', leave);
  if (!isInstalled()) await install();
  process.off('exit', leave);
  await giveBack();
}

async function install() {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1e6);
  // npm does not always say so itself: a package that could not be written whole fails later, in its install script.
  if (free < NEEDED_MB && !existsSync(MODULES)) {
    fail(
      `the packages need about ${NEEDED_MB} MB, but the disk has only ${free} MB left. Make room and run the command again.`,
    );
  }
  console.log('edgelens: installing packages (once, about 1 GB on disk) ...');
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  let errors = '';
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'pipe'], shell: WINDOWS && before.length === 0 };
  // An installation that breaks off must not look like one that was finished.
  rmSync(STAMP, { force: true });
  const code = await runGroup(program, [...before, ...args], options, (child) => {
    child.stderr?.setEncoding('utf8').on('data', (chunk) => (errors += String(chunk)));
  }).catch((/** @type {unknown} */ error) => {
    errors += String(error);
    return 1;
  });
  if (code !== 0) {
    process.stderr.write(errors);
    fail(explain(errors));
  }
  writeFileSync(STAMP, fingerprint());
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

/** The pinned Node, or this one where it is new enough and install scripts are switched off. */
function findNode() {
  const pinned = join(MODULES, 'node', 'bin', WINDOWS ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return process.execPath;
  fail(
    `Node ${process.versions.node} is too old for wrangler, and the npm package "node" brought no newer one, probably ` +
      `because npm ignores install scripts. Run "npm rebuild node --ignore-scripts=false", or use Node ${OLDEST.join('.')} or newer.`,
  );
}

/** Ends this process as SIGTERM does, once the shell has gone in which npm runs it: npm signals that shell and nobody else. */
function endWithNpm() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  watch.unref();
}

const [command = '', ...rest] = process.argv.slice(2);
if (command === '') fail('usage: node scripts/run.mjs SCRIPT.ts|COMMAND [ARGUMENT ...]');
if (process.env['npm_lifecycle_event'] !== undefined) endWithNpm();
if (!isInstalled()) await installInTurn();
const node = findNode();
const path = [dirname(node), join(MODULES, '.bin'), process.env['PATH']].join(delimiter);
const options = /** @type {const} */ ({ cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH: path } });
const child = command.endsWith('.ts')
  ? spawn(node, [join(ROOT, 'scripts', command), ...rest], options)
  : spawn([command, ...rest].join(' '), { ...options, shell: true });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the script as well; only that decides what it means, and this waits for its end.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => process.exit(exitCodeOf(code, signal)));
