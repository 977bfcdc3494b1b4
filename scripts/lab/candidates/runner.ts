import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Failure } from '../../kit/failure.ts';
import { answerSchema, type Measurement, type Order } from './measurement.ts';

const PROGRAM = fileURLToPath(new URL('process.ts', import.meta.url));

/**
 * Measures one model in one engine, in a new process, so that nobody's code is compiled and nobody's memory has grown.
 * @throws Failure when the model cannot be run, or the process ends
 */
export async function measureInNewProcess(order: Order): Promise<Measurement> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const answer = Promise.race([once(child, 'message'), exit.then(() => [undefined])]);
  child.send(order);
  const [message] = (await answer) as [unknown];
  await exit;
  const what = `${order.entry.name} in ${order.engine}`;
  if (message === undefined) throw new Failure(`${what}: the process ended before it had measured anything`);
  const result = answerSchema.parse(message);
  if ('failed' in result) throw new Failure(`${what}: ${result.failed}`);
  return result;
}
