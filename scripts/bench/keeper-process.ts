// The program of a keeper, see keeper.ts: starts and stops Workers as it is told over its channel, one at a time.
import { reasonOf } from '../kit/failure.ts';
import { startWorkerProcess, type WorkerProcess } from '../kit/worker/worker-process.ts';
import { type KeeperAnswer, orderSchema } from './keeper-messages.ts';

let worker: WorkerProcess | undefined;

async function stop(): Promise<void> {
  const running = worker;
  worker = undefined;
  await running?.close();
}

async function obey(message: unknown): Promise<KeeperAnswer> {
  const order = orderSchema.parse(message);
  await stop();
  if (order.order === 'stop') return { answer: 'stopped' };
  worker = await startWorkerProcess({
    root: order.folder,
    config: 'wrangler.toml',
    bundle: 'worker',
    vars: { ALLOW_DISTURBANCE: 'true' },
  });
  return { answer: 'started', origin: worker.origin, ...worker.start };
}

process.on('message', (message) => {
  obey(message)
    .catch((error: unknown): KeeperAnswer => ({ answer: 'failed', reason: reasonOf(error) }))
    .then((answer) => process.send?.(answer))
    .catch((error: unknown) => {
      console.error(`edgelens: ${reasonOf(error)}`);
    });
});

// Whoever gives the orders has gone, for whatever reason: leave no workerd behind.
process.once('disconnect', () => {
  void stop().finally(() => process.exit());
});
