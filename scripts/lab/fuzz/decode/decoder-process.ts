import { fileURLToPath } from 'node:url';

import { Child, ChildEnded, ChildTimeout } from '../../../kit/child-process.ts';
import { Failure, reasonOf } from '../../../kit/failure.ts';
import type { Execution, Task } from './outcome.ts';

/** The Worker's own decoders as a module to attack. */
export const REAL_DECODER = fileURLToPath(new URL('decoder.ts', import.meta.url));

/** A decoder in a process of its own, with a watchdog. */
export interface DecoderProcess {
  /** Decodes one input; never throws for whatever the input may do to the process. */
  readonly run: (task: Task) => Promise<Execution>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a decoder process. An input after one that has ended it gets a new process.
 *
 * @param module path of a module that exports a {@link Decode} as `decode`
 * @param timeout how long one input may take before the process is ended, in ms
 */
export function openDecoder(module: string, timeout: number): DecoderProcess {
  let current: Promise<Child<Task, Execution>> | undefined;
  return {
    run: async (task) => {
      const child = await (current ??= start(module, timeout));
      try {
        return await child.ask(task);
      } catch (error) {
        if (!(error instanceof ChildEnded || error instanceof ChildTimeout)) throw error;
        current = undefined;
        const nothing = { heapBytes: 0, grownBytes: null, repeatable: null };
        return error instanceof ChildEnded
          ? { ...nothing, cpu_ms: 0, outcome: { result: 'death', how: error.message } }
          : { ...nothing, cpu_ms: timeout, outcome: { result: 'hang' } };
      }
    },
    close: async () => {
      const child = await current?.catch(() => undefined);
      current = undefined;
      await child?.kill();
    },
  };
}

async function start(module: string, timeout: number): Promise<Child<Task, Execution>> {
  const program = new URL('decoder-script.ts', import.meta.url);
  return Child.start<Task, Execution>(program, { args: [module], nodeOptions: ['--expose-gc'], timeout }).catch(
    (error: unknown) => {
      throw new Failure(`the decoder ${module} cannot be started: ${reasonOf(error)}`);
    },
  );
}
