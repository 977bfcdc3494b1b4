import { z } from 'zod';

import { Failure } from '../../kit/failure.ts';
import { type CpuProfile, cpuProfileSchema } from './cpu-profile.ts';

/** A connection to V8's inspector in a workerd (https://chromedevtools.github.io/devtools-protocol/v8/). */
export interface Inspector {
  /** @param interval µs between two samples */
  readonly startProfile: (interval: number) => Promise<void>;
  readonly stopProfile: () => Promise<CpuProfile>;
  /**
   * Size of each WebAssembly module by its script, in bytes. The debugger, which has to be on for that, has V8 compile
   * WebAssembly anew: ask when nothing is measured any more.
   */
  readonly wasmBytes: () => Promise<ReadonlyMap<string, number>>;
  readonly close: () => void;
}

/** Longest wait for one answer, in ms: a long profile takes a while. */
const PATIENCE = 60_000;

const listSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));
const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const parsedSchema = z.object({ scriptId: z.string(), length: z.number(), scriptLanguage: z.literal('WebAssembly') });

type Message = z.infer<typeof messageSchema>;

/**
 * Attaches to a Worker.
 * @param address of the inspector of its workerd, which also holds Workers of wrangler
 * @param worker the name in wrangler's configuration
 * @throws Failure when the inspector does not answer, or has no such Worker
 */
export async function attachInspector(address: string, worker: string): Promise<Inspector> {
  const response = await fetch(`${address}/json`, { signal: AbortSignal.timeout(PATIENCE) });
  const found = listSchema.parse(await response.json()).find(({ id }) => id === `core:user:${worker}`);
  if (found === undefined) throw new Failure(`the inspector of workerd has no Worker ${worker}`);
  const socket = new WebSocket(found.webSocketDebuggerUrl);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => {
      resolve();
    };
    socket.onerror = () => {
      reject(new Failure(`the inspector of workerd at ${address} does not let anybody attach`));
    };
  });
  const answers = new Map<number, (message: Message) => void>();
  const modules = new Map<string, number>();
  socket.onmessage = ({ data }) => {
    const message = messageSchema.parse(JSON.parse(String(data)));
    if (message.id !== undefined) answers.get(message.id)?.(message);
    const module = message.method === 'Debugger.scriptParsed' ? parsedSchema.safeParse(message.params).data : undefined;
    if (module !== undefined) modules.set(module.scriptId, module.length);
  };
  const ask = async (method: string, params = {}): Promise<unknown> => {
    const id = answers.size + 1;
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    answers.set(id, resolve);
    const timer = setTimeout(reject, PATIENCE, new Failure(`the inspector of workerd did not answer ${method}`));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await promise.finally(() => {
      clearTimeout(timer);
    });
    if (error !== undefined) throw new Failure(`the inspector of workerd refused ${method}: ${error.message}`);
    return result;
  };
  await ask('Profiler.enable');
  return {
    startProfile: async (interval) => {
      await ask('Profiler.setSamplingInterval', { interval });
      await ask('Profiler.start');
    },
    stopProfile: async () => z.object({ profile: cpuProfileSchema }).parse(await ask('Profiler.stop')).profile,
    wasmBytes: async () => {
      await ask('Debugger.enable');
      await ask('Debugger.disable');
      return modules;
    },
    close: () => {
      socket.close();
    },
  };
}
