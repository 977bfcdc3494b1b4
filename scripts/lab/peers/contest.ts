import type { Picture } from '../../kit/load/picture.ts';
import { reasonOf } from '../../kit/failure.ts';
import { peakMemory } from './peak-memory.ts';
import type { Observation, Peer, PeerDescription, RunningPeer, Tensors } from './peer.ts';

/** One measured value, and what it was measured beside. Values of the same round and turn make a pair. */
export interface Measurement {
  readonly round: number;
  /** -1 for the cold answer. */
  readonly turn: number;
  /** The picture in, the class out. */
  readonly classify: Observation;
  /** The model alone; null for the cold answer. */
  readonly infer: Observation | null;
  /** From spawning the process to the cold answer, in ms; null for others. */
  readonly cold_ms: number | null;
}

/** A peer and all that was measured of it. */
export interface Contestant {
  readonly description: PeerDescription;
  readonly peer: Peer | undefined;
  /** Why it counts for nothing; null when it counts. */
  reason: string | null;
  readonly measurements: Measurement[];
  /** The most memory that its process had in each round, in bytes, where the system tells. */
  readonly peaks: number[];
}

export interface ContestRules {
  readonly picture: Picture;
  readonly tensors: Tensors;
  /** Index of the class that each answer must have. */
  readonly expected: number;
  /** Rounds, each in new processes. */
  readonly rounds: number;
  /** Answers that do not count, after each start. */
  readonly warmup: number;
  /** Answers of each round that do. */
  readonly warm: number;
}

/** Builds a peer; what cannot be built stays with its reason. */
export async function enter(description: PeerDescription, folder: string): Promise<Contestant> {
  try {
    return { description, peer: await description.prepare(folder), reason: null, measurements: [], peaks: [] };
  } catch (error) {
    return { description, peer: undefined, reason: firstLine(error), measurements: [], peaks: [] };
  }
}

/**
 * One round: each peer answers cold in a new process, then all take turns while they are warm, so that whatever else the
 * machine does hits all alike. Who begins changes from round to round.
 */
export async function contestRound(
  contestants: readonly Contestant[],
  rules: ContestRules,
  round: number,
): Promise<void> {
  const first = round % contestants.length;
  const order = [...contestants.slice(first), ...contestants.slice(0, first)];
  const running = new Map<Contestant, RunningPeer>();
  /** Takes a peer out of the contest when a step of it goes wrong. */
  const attempt = async (contestant: Contestant, step: () => Promise<void>): Promise<void> => {
    try {
      if (contestant.reason === null) await step();
    } catch (error) {
      contestant.reason = firstLine(error);
    }
  };
  try {
    for (const contestant of order) {
      await attempt(contestant, async () => {
        const process = await contestant.peer?.start();
        if (process === undefined) return;
        running.set(contestant, process);
        const classify = checked(await process.classify(rules.picture), rules);
        const cold_ms = process.listening_ms + classify.client_ms;
        contestant.measurements.push({ round, turn: -1, classify, infer: null, cold_ms });
      });
    }
    for (let turn = -rules.warmup; turn < rules.warm; turn++) {
      for (const [contestant, process] of running) {
        await attempt(contestant, async () => {
          const classify = checked(await process.classify(rules.picture), rules);
          const infer = checked(await process.infer(rules.tensors), rules);
          if (turn >= 0) contestant.measurements.push({ round, turn, classify, infer, cold_ms: null });
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

/** @throws when the class is another one: then it is not the same network on the same picture, and no time counts */
function checked(observation: Observation, { expected }: ContestRules): Observation {
  if (observation.index === expected) return observation;
  throw new Error(`void: it saw class ${observation.index} where ${expected} is on the picture`);
}

function firstLine(error: unknown): string {
  return reasonOf(error).trim().split('\n')[0] ?? '';
}
