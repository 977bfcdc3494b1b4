import { expect, it } from 'vitest';

import { checkMachineNode, checkNode, checkNpm } from '../../../../scripts/doctor/node.ts';

it.each([
  ['24.21.0', 'fine', '24.21.0'],
  ['24.20.3', 'note', '24.20.3, older than 24.21.0, which the project is developed with'],
  ['26.10.0', 'note', '26.10.0, newer than 24.21.0, which the project is developed with'],
  ['22.18.0', 'note', '22.18.0, older than 24.21.0, which the project is developed with'],
  ['22.17.1', 'wrong', '22.17.1, older than 22.18'],
  ['20.19.0', 'wrong', '20.19.0, older than 22.18'],
])('commands under Node %s: %s', (running, state, found) => {
  expect(checkNode(running, '24.21.0')).toMatchObject({ state, found });
});

it.each([
  ['20.0.0', 'fine'],
  ['24.21.0', 'fine'],
  ['18.20.8', 'wrong'],
])('a machine with Node %s: %s', (version, state) => {
  expect(checkMachineNode(version, '>=20').state).toBe(state);
});

it('a machine without npm', () => {
  expect(checkNpm('11.19.1')).toEqual({ state: 'fine', found: '11.19.1' });
  expect(checkNpm(undefined)).toMatchObject({ state: 'wrong', found: 'not found' });
});
