// The process of supervisor.ts: starts and stops Workers, one at a time.
import { answerParent } from '../child-process.ts';
import { type ProcessStart, startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** Start the Worker that was bundled into `worker` of this folder; null: stop it. */
export type SupervisorOrder = { readonly folder: string; readonly vars: Record<string, string> } | null;

/** Null when nothing was started. */
export type SupervisorAnswer = { readonly origin: string; readonly process: ProcessStart } | null;

let worker: WorkerProcess | undefined;

async function stop(): Promise<void> {
  const running = worker;
  worker = undefined;
  await running?.close();
}

answerParent(async (order: SupervisorOrder): Promise<SupervisorAnswer> => {
  await stop();
  if (order === null) return null;
  const { folder, vars } = order;
  worker = await startWorkerProcess({ root: folder, config: 'wrangler.toml', bundle: 'worker', vars });
  return { origin: worker.origin, process: worker.start };
}, stop);
