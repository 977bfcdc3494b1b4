import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure, isCode, reasonOf } from '../../kit/failure.ts';

/**
 * Fetches the tarball of a package with `npm pack`, from whichever registry and through whichever proxy npm is
 * configured for. Nothing of the package is run.
 *
 * @param spec Name and version, as in `left-pad@1.3.0`.
 * @param folder Empty folder that receives the tarball.
 * @returns Path of the tarball.
 * @throws Failure that says what to check.
 */
export async function npmPack(spec: string, folder: string): Promise<string> {
  const args = ['pack', spec, '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  const { code, errors } = await run('npm', args, folder);
  if (code !== 0) {
    if (errors.includes('ENOSPC')) throw new Failure(`npm could not fetch ${spec}: the disk is full (ENOSPC)`);
    throw new Failure(
      `npm could not fetch ${spec} (${summary(errors)}). Check the network, the proxy and the answer of ` +
        '"npm config get registry", then run the command again.',
    );
  }
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (!tarball) throw new Failure(`npm pack ${spec} succeeded but left no tarball in ${folder}`);
  return join(folder, tarball);
}

function run(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    // npm is a .cmd file on Windows, which only a shell can start. It gets the arguments unquoted, so none of them is a path,
    // which may have a space in it.
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], shell });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    child.on('error', (error) => {
      const reason = isCode(error, 'ENOENT') ? 'it is not on the PATH' : reasonOf(error);
      reject(new Failure(`${command} could not be started: ${reason}`));
    });
    child.on('close', (code) => {
      resolve({ code, errors });
    });
  });
}

/** The error code and first sentence of what npm printed. */
function summary(errors: string): string {
  const lines = errors.split('\n').map((line) => /^npm (?:error|ERR!) (.+)$/.exec(line)?.[1] ?? '');
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length);
  const reason = lines.find((line) => line !== '' && !/^(code|errno|syscall|type|path) /.test(line));
  return [code, reason].filter((part) => part !== undefined).join(': ') || 'it gave no reason';
}
