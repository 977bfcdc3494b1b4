import type { WorkerSupervisor } from '../kit/worker/supervisor.ts';
import type { ProcessStart } from '../kit/worker/worker-process.ts';
import type { Target } from './target.ts';

/** A deployment that answers now: a process that was just started, or a URL. */
export interface Connection {
  readonly target: Target;
  /** Undefined for a URL. */
  readonly process: ProcessStart | undefined;
  readonly close: () => Promise<void>;
}

/** A deployment to measure. */
export interface Deployment {
  readonly label: 'A' | 'B';
  readonly title: string;
  /** Whether each connection starts a process, which has not answered any request. */
  readonly startsProcess: boolean;
  readonly connect: () => Promise<Connection>;
}

/** A Worker on this machine: every connection starts a new workerd. */
export function localDeployment(label: Deployment['label'], supervisor: WorkerSupervisor): Deployment {
  return {
    label,
    title: 'workerd on this machine',
    startsProcess: true,
    connect: async () => {
      const { origin, process } = await supervisor.start();
      return { target: { label, origin }, process, close: supervisor.stop };
    },
  };
}

/** A deployment, or whatever else answers at an address. */
export function remoteDeployment(label: Deployment['label'], origin: string): Deployment {
  const connection: Connection = { target: { label, origin }, process: undefined, close: () => Promise.resolve() };
  return { label, title: origin, startsProcess: false, connect: () => Promise.resolve(connection) };
}
