import { runGroup } from '../../../../../scripts/kit/process-group.mjs';

/** Heeds no signal. */
const deaf = `for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  setInterval(() => undefined, 1000);
  console.log(process.pid);`;
const startDeaf = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'inherit' });`;

/** What the group's first process does, beside starting another one. */
const PROGRAMS: Readonly<Record<string, string>> = { stays: deaf, leaves: 'setTimeout(() => process.exit(7), 1000)' };

const program = `${startDeaf} ${PROGRAMS[process.argv[2] ?? ''] ?? ''}`;
process.exitCode = await runGroup(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit'] });
