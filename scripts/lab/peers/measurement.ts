import { reasonOf } from '../../kit/failure.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { cpuTime, peakMemory } from '../../kit/process-usage.ts';
import { inRound } from '../../kit/round-robin.ts';
import type { Observation, Peer, PeerDescription, RunningPeer, Tensors } from './targets/peer.ts';

/** One measured value. Values of the same round and turn make a pair: they were measured one after the other. */
export interface Measurement {
  readonly round: number;
  /** -1 for the cold answer. */
  readonly turn: number;
  /** The picture in, the class out. */
  readonly classify: Observation;
  /** CPU time of all threads of the process for that answer, in ms; null where the system does not tell. */
  readonly cpu_ms: number | null;
  /** The model alone; null for the cold answer. */
  readonly infer: Observation | null;
  /** From spawning the process to the cold answer, in ms; null for others. */
  readonly cold_ms: number | null;
}

/** A peer and all measurements of it. */
export interface MeasuredPeer {
  readonly description: PeerDescription;
  readonly peer: Peer | undefined;
  /** Why its measurements do not count; null when they do. */
  reason: string | null;
  readonly measurements: Measurement[];
  /** The most memory that its process had in each round, in bytes, where the system tells. */
  readonly peaks: number[];
}

/** How much is measured. */
export interface PeersPlan {
  /** Rounds, each in new processes. */
  readonly rounds: number;
  /** Answers after each start that do not count. */
  readonly warmup: number;
  /** Answers of each round that count. */
  readonly warm: number;
}

/** What all peers are asked. */
export interface PeersQuestion {
  readonly picture: Picture;
  readonly tensors: Tensors;
  /** Index of the class that each answer must have. */
  readonly expected: number;
}

/** Builds a peer; one that cannot be built keeps the reason. */
export async function preparePeer(description: PeerDescription, folder: string): Promise<MeasuredPeer> {
  const measured = { description, measurements: [], peaks: [] };
  try {
    return { ...measured, peer: await description.prepare(folder), reason: null };
  } catch (error) {
    return { ...measured, peer: undefined, reason: firstLine(error) };
  }
}

/**
 * Measures one round: each peer answers cold in a new process, then all alternate while they are warm, so that whatever
 * slows the machine down slows all of them alike. Who begins changes from round to round.
 */
export async function measureRound(
  peers: readonly MeasuredPeer[],
  { warmup, warm, ...question }: Omit<PeersPlan, 'rounds'> & PeersQuestion,
  round: number,
): Promise<void> {
  const running = new Map<MeasuredPeer, RunningPeer>();
  /** Leaves a peer out from the moment when a step of it fails. */
  const attempt = async (peer: MeasuredPeer, step: () => Promise<void>): Promise<void> => {
    try {
      if (peer.reason === null) await step();
    } catch (error) {
      peer.reason = firstLine(error);
    }
  };
  try {
    for (const peer of inRound(peers, round)) {
      await attempt(peer, async () => {
        const process = await peer.peer?.start();
        if (process === undefined) return;
        running.set(peer, process);
        const classify = checked(await process.classify(question.picture), question);
        const cold_ms = process.listening_ms + classify.client_ms;
        peer.measurements.push({ round, turn: -1, classify, cpu_ms: null, infer: null, cold_ms });
      });
    }
    for (let turn = -warmup; turn < warm; turn++) {
      for (const [peer, process] of running) {
        await attempt(peer, async () => {
          const before = cpuTime(process.pid);
          const classify = checked(await process.classify(question.picture), question);
          const after = cpuTime(process.pid);
          const cpu_ms = before === null || after === null ? null : after - before;
          const infer = checked(await process.infer(question.tensors), question);
          if (turn >= 0) peer.measurements.push({ round, turn, classify, cpu_ms, infer, cold_ms: null });
        });
      }
    }
    for (const [{ peaks }, { pid }] of running) {
      const peak = peakMemory(pid);
      if (peak !== null) peaks.push(peak);
    }
  } finally {
    for (const process of running.values()) await process.close();
  }
}

/** @throws Error when the class is another one: then it is not the same network on the same picture, and no time counts */
function checked(observation: Observation, { expected }: PeersQuestion): Observation {
  if (observation.index === expected) return observation;
  throw new Error(`void: it saw class ${observation.index} where ${expected} is on the picture`);
}

function firstLine(error: unknown): string {
  return reasonOf(error).trim().split('\n')[0] ?? '';
}
