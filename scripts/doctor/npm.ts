import { execFile } from 'node:child_process';

/** Runs the npm that runs this command, or that of the path. @returns what it printed, whatever its exit code was; undefined where there is no npm */
export function npm(args: readonly string[], folder: string): Promise<string | undefined> {
  const own = process.env['npm_execpath'];
  // npx and pnpm set it as well.
  const isNpm = own?.endsWith('npm-cli.js') === true;
  const [program, before] = isNpm ? [process.execPath, [own]] : ['npm', []];
  // On Windows npm is a batch file, which only a shell runs.
  const shell = process.platform === 'win32' && !isNpm;
  return new Promise((resolve) => {
    execFile(program, [...before, ...args], { cwd: folder, encoding: 'utf8', shell }, (error, stdout) => {
      resolve(error !== null && error.code === 'ENOENT' ? undefined : stdout);
    });
  });
}
