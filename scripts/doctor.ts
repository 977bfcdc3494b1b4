import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { command, main, TERMINAL } from './kit/command.ts';
import { Failure, reasonOf } from './kit/failure.ts';
import { checksOf } from './doctor/checks.ts';
import type { Check, Finding } from './doctor/finding.ts';
import { layOutFindings } from './doctor/report.ts';

/**
 * `npm run doctor`.
 *
 * @param checks what is looked at
 * @param print where results go
 */
export function doctorCommand(
  checks: (options: { readonly offline: boolean }) => readonly Check[],
  print: (line: string) => void = TERMINAL.print,
): CommandUnknownOpts {
  return command(
    'npm run doctor --',
    'Tells what is outdated, missing or too new on this machine and in this checkout, and changes nothing.',
  )
    .option('--json', 'print the findings as JSON', false)
    .option('--offline', 'do not ask the registry of npm for newer packages', false)
    .addHelpText('after', '\nExits with 1 when something is wrong that stops the app, and with 0 otherwise.')
    .action(async ({ json, offline }) => {
      const findings = [];
      // One after the other: several of them keep all cores busy.
      for (const { name, look } of checks({ offline })) findings.push({ check: name, ...(await attempt(look)) });
      for (const line of json ? [JSON.stringify(findings, null, 2)] : layOutFindings(findings)) print(line);
      const names = findings.filter(({ state }) => state === 'wrong').map(({ check }) => check);
      if (names.length > 0) throw new Failure(`wrong: ${names.join(', ')}`);
    });
}

/** What a check that breaks off found: that it did. */
async function attempt(look: Check['look']): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return { state: 'wrong', found: `could not be looked at: ${reasonOf(error)}` };
  }
}

if (import.meta.main) await main(doctorCommand(checksOf));
