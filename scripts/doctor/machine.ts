import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { mebibytes } from '../kit/table.ts';
import { type Finding, fine, note, wrong } from './finding.ts';

/** Bytes that a build and a start write. */
const NEEDED = 400 * 2 ** 20;
/** Bytes that an installation, the tests and their browser take as well. */
const COMFORTABLE = 2 * 2 ** 30;

/** @param free bytes on the disk of the checkout */
export function checkDisk(free: number): Finding {
  const found = `${mebibytes(free, 0)} MiB free`;
  if (free < NEEDED) return wrong(found, `make room: a build needs ${mebibytes(NEEDED, 0)} MiB`);
  if (free < COMFORTABLE) return note(found, `an installation with all tests needs ${mebibytes(COMFORTABLE, 0)} MiB`);
  return fine(found);
}

/** Files of the npm package that brings the browser of the tests. */
const CHROMIUM = ['bin/chromium.br', 'bin/fonts.tar.br', 'bin/al2023.tar.br'];

/**
 * The browser of the tests.
 * @param platform `process.platform`, a hyphen, `process.arch`
 * @param linked what `ldd` says of the unpacked browser; undefined where it was not unpacked yet, null where there is no `ldd`
 */
export function checkBrowser(root: string, platform: string, linked: string | undefined | null): Finding {
  if (!platform.startsWith('linux')) return fine('an installed Chrome, if there is one');
  if (platform !== 'linux-x64')
    return note(`there is none for ${platform}`, 'npm test -- --project unit --project worker');
  const missing = CHROMIUM.filter((file) => !existsSync(join(root, 'node_modules/@sparticuz/chromium', file)));
  if (missing.length > 0) return note(`@sparticuz/chromium lacks ${missing.join(', ')}`, 'npm ci');
  if (linked === null)
    return note('there is no ldd, which tells the tests what it lacks', 'install it, or leave out the browser');
  if (linked === undefined) return fine('Chromium of an npm package, unpacked by the first test');
  const libraries = Array.from(linked.matchAll(/^\s*(\S+) => not found$/gm), ([, name = '']) => name);
  return fine(
    libraries.length === 0
      ? 'Chromium of an npm package, with the libraries of this machine'
      : `Chromium of an npm package, with its own libraries: ${libraries.length} are not on this machine`,
  );
}

/**
 * What the processor has of that on which figures of int8 models depend.
 * @param flags those of /proc/cpuinfo; undefined where no file tells them
 */
export function checkProcessor(arch: string, flags: string | undefined): Finding {
  if (arch === 'arm64') return fine('ARM, where a dot product of bytes is one instruction');
  if (flags === undefined) return { state: 'unknown', found: 'this system does not tell' };
  if (/\bavx_vnni\b/.test(flags)) return fine('AVX-VNNI');
  return note('no AVX-VNNI', 'nothing; int8 models compute more slowly here than the figures in README.md say');
}
