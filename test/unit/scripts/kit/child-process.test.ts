import { expect, it } from 'vitest';

import { Child } from '../../../../scripts/kit/child-process.ts';

const PROGRAM = new URL('scripts/child.ts', import.meta.url);

it('asks a script one question after the other, and passes its failures on', async () => {
  const child = await Child.start<string, string>(PROGRAM);
  expect(await child.ask('echo')).toBe('echo');
  await expect(child.ask('fail')).rejects.toThrow('it failed');
  expect(await child.ask('echo')).toBe('echo');
  await child.close();
  expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
});

it('tells how a process ended, with the last that it wrote', async () => {
  const child = await Child.start<string, string>(PROGRAM);
  await expect(child.ask('die')).rejects.toMatchObject({ name: 'ChildEnded', message: 'exit code 3 I give up' });
  await child.close();
});

it('ends a process that takes too long', async () => {
  const child = await Child.start<string, string>(PROGRAM, { timeout: 500 });
  await expect(child.ask('hang')).rejects.toMatchObject({ name: 'ChildTimeout' });
  expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
});
