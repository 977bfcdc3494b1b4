import { expect, it } from 'vitest';

import { warmUp } from '../../../../scripts/calibrate/measurement.ts';
import { movedServer } from '../kit/moved-server.ts';

it('does not carry its key to where a deployment sends it', async () => {
  await using server = await movedServer();
  await expect(warmUp({ origin: server.origin, key: 'open sesame' })).rejects.toThrow(
    `${server.origin} answers from elsewhere: give ${server.target} instead`,
  );
  expect(server.followed).toEqual([]);
});
