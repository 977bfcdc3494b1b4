import { afterEach } from 'vitest';

import { endsOfLogs } from './deployment.ts';
import { sharedLog } from './shared-worker.ts';

// What a failed assertion does not tell: what the Workers had to say.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const shared = await (await fetch(sharedLog())).text();
  console.error(`Ends of logs after "${task.fullTestName}":`);
  for (const [i, log] of [shared, ...endsOfLogs()].entries()) {
    console.error(`--- ${i === 0 ? 'the Worker that files share' : 'a Worker of this file'}\n${log}`);
  }
});
