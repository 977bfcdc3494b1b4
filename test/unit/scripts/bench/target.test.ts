import { expect, it } from 'vitest';

import { ask, modelsOf } from '../../../../scripts/bench/target.ts';
import { movedServer } from '../kit/moved-server.ts';

const PICTURE = { name: 'none.png', bytes: new Uint8Array(8), type: 'image/png' };

it('does not carry its key to where a target sends it', async () => {
  await using server = await movedServer();
  const target = { label: 'A', origin: server.origin } as const;
  const sentence = `${server.origin} answers from elsewhere: give ${server.target} instead`;
  const question = { model: 'small', picture: PICTURE, query: '', fresh: true, timeout: 60_000, key: 'open sesame' };
  await expect(ask(target, question)).resolves.toMatchObject({ status: 307, error: sentence });
  await expect(modelsOf(target)).rejects.toThrow(sentence);
  expect(server.followed).toEqual([]);
});
