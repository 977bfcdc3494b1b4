import { beforeEach, expect, it } from 'vitest';

import { doctorCommand } from '../../../../scripts/doctor.ts';
import { checksOf } from '../../../../scripts/doctor/checks.ts';
import { type Check, fine, note, wrong } from '../../../../scripts/doctor/finding.ts';
import { run } from '../../../../scripts/kit/command.ts';

const WELL: Check[] = [
  { name: 'engine', look: () => fine('runs') },
  { name: 'oil', look: () => Promise.resolve(note('old', 'change it')) },
];

let printed: string[];
let noted: string[];

beforeEach(() => {
  printed = [];
  noted = [];
});

function doctor(checks: readonly Check[], ...argv: string[]): Promise<number> {
  const declared = doctorCommand(
    () => checks,
    (line) => printed.push(line),
  );
  return run(declared, argv, { print: () => undefined, note: (line) => noted.push(line) });
}

it('lays out what was found, with remedies below, and exits with 0 for notes', async () => {
  expect(await doctor(WELL)).toBe(0);
  expect(printed).toEqual(['fine  engine  runs', 'note  oil     old', '      change it']);
});

it('prints the same as JSON', async () => {
  expect(await doctor(WELL, '--json')).toBe(0);
  expect(JSON.parse(printed.join('\n'))).toEqual([
    { check: 'engine', state: 'fine', found: 'runs' },
    { check: 'oil', state: 'note', found: 'old', remedy: 'change it' },
  ]);
});

it('exits with 1 and names what stops the app', async () => {
  expect(await doctor([...WELL, { name: 'wheels', look: () => wrong('three', 'find the fourth') }])).toBe(1);
  expect(noted).toEqual(['edgelens: wrong: wheels']);
});

it('a check that breaks off is wrong, and the others are still looked at', async () => {
  const broken = {
    name: 'brakes',
    look: () => {
      throw new Error('no pedal');
    },
  };
  expect(await doctor([broken, ...WELL])).toBe(1);
  expect(printed).toContain('wrong  brakes  could not be looked at: no pedal');
  expect(printed).toHaveLength(4);
});

it('tells the checks whether to leave the registry alone', async () => {
  const asked: boolean[] = [];
  const declared = doctorCommand(({ offline }) => {
    asked.push(offline);
    return [];
  });
  for (const argv of [[], ['--offline']]) await run(declared, argv, { print: () => undefined, note: () => undefined });
  expect(asked).toEqual([false, true]);
});

it('finds nothing wrong with the checkout that is tested', async () => {
  const checks = checksOf({ offline: true });
  expect(await doctor(checks)).toBe(0);
  expect(printed.length).toBeGreaterThanOrEqual(checks.length);
});
