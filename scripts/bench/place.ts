import type { Keeper } from './keeper.ts';
import type { ProcessStart } from '../kit/worker/worker-process.ts';
import type { Target } from './target.ts';

/** Where requests of one run go: a process of its own, or a URL that is there anyway. */
export interface Visit {
  readonly target: Target;
  /** Undefined for a URL. */
  readonly process: ProcessStart | undefined;
  readonly leave: () => Promise<void>;
}

/** A target of the bench, and how to come by it. */
export interface Place {
  readonly label: 'A' | 'B';
  readonly title: string;
  /** Whether each visit meets a process to which nobody has talked yet. */
  readonly isNew: boolean;
  readonly visit: () => Promise<Visit>;
}

/** A Worker on this machine: every visit starts a new workerd. */
export function localPlace(label: Place['label'], keeper: Keeper): Place {
  return {
    label,
    title: 'workerd on this machine',
    isNew: true,
    visit: async () => {
      const { origin, process } = await keeper.start();
      return { target: { label, origin }, process, leave: keeper.stop };
    },
  };
}

/** A deployment, or whatever else answers at an address. */
export function remotePlace(label: Place['label'], origin: string): Place {
  const visit: Visit = { target: { label, origin }, process: undefined, leave: () => Promise.resolve() };
  return { label, title: origin, isNew: false, visit: () => Promise.resolve(visit) };
}
