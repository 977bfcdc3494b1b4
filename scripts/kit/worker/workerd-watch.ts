import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { z } from 'zod';

/** One workerd process as it came up; times in ms on the clock of `performance.now()`. */
interface WorkerdStart {
  readonly pid: number;
  /** Just before the process was made. */
  readonly spawned: number;
  /** workerd said that it listens. */
  readonly listening: number;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
}

const created = z.object({ process: z.custom<ChildProcess>() });
/** What workerd writes to the pipe that `--control-fd` names, one object a line. */
const listenEvent = z.object({ event: z.literal('listen'), socket: z.literal('entry'), port: z.number() });

/**
 * Watches workerd processes come up while `action` runs, whoever starts them: wrangler does so from deep inside, and its
 * own start (reading configuration, laying out files) must not be counted as workerd's.
 *
 * The moments are those of Node itself: its diagnostics channel tells of each process before it is made, and workerd
 * tells of each socket that it listens on.
 */
export async function watchWorkerd<Result>(
  action: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly starts: readonly WorkerdStart[] }> {
  const starts: WorkerdStart[] = [];
  const onProcess = (message: unknown): void => {
    const spawned = performance.now();
    const { process: child } = created.parse(message);
    child.once('spawn', () => {
      if (!/workerd(\.exe)?$/.test(child.spawnfile)) return;
      child.stdio[3]?.on('data', (chunk: Buffer) => {
        const listening = performance.now();
        for (const line of String(chunk).split('\n')) {
          const port = portOf(line);
          if (port !== undefined) starts.push({ pid: child.pid ?? 0, spawned, listening, port });
        }
      });
    });
  };
  subscribe('child_process', onProcess);
  try {
    return { result: await action(), starts };
  } finally {
    unsubscribe('child_process', onProcess);
  }
}

function portOf(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  return listenEvent.safeParse(JSON.parse(line)).data?.port;
}
