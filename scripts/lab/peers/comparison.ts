import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine, type Machine } from '../../kit/load/machine.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { build } from '../../build/build.ts';
import { argmax } from '../../models/evaluation/metrics.ts';
import { Failure, UsageError } from '../../kit/failure.ts';
import { openEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE } from '../../models/workspace.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { type Contestant, contestRound, enter } from './contest.ts';
import { peersOf } from './list.ts';
import { type PeerRow, rowsOf } from './summary.ts';
import { tensorsOf } from './tensors.ts';

/** The only model that all peers can have: the one whose TensorFlow.js graph exists. */
const MODEL = 'efficientnet_b0';
/** The giant panda on {@link PICTURE}. */
const PANDA = 388;

export interface PeersOptions {
  /** Rounds, each in new processes. */
  readonly rounds: number;
  /** Answers after each start that do not count. */
  readonly warmup: number;
  /** Answers of each round that do. */
  readonly warm: number;
  /** A JPEG file; a panda when left out. */
  readonly picture?: string | undefined;
  /** Names of the peers to run beside ours; all when left out. */
  readonly only?: readonly string[] | undefined;
}

/** What a comparison found. */
export interface PeersResult {
  readonly version: 1;
  readonly model: string;
  readonly picture: string;
  readonly rounds: number;
  readonly warmup: number;
  readonly warm: number;
  readonly machine: Machine;
  /** Ours first. */
  readonly rows: readonly PeerRow[];
  /** All that was measured, by the name of the peer. */
  readonly measurements: Readonly<Record<string, Contestant['measurements']>>;
}

/**
 * Compares EdgeLens with its peers, side by side on this machine. A peer that cannot be built or run becomes a row with
 * the reason.
 * @param report receives progress, one line at a time
 * @throws Failure when EdgeLens itself does not answer as it should
 */
export async function runPeers(options: PeersOptions, report: (line: string) => void): Promise<PeersResult> {
  await build(report);
  const model = (await readManifest(WORKSPACE)).models.find(({ name }) => name === MODEL);
  if (model === undefined) throw new Failure(`models/manifest.json has no ${MODEL}`);
  const picture = readPicture(options.picture ?? PICTURE);
  // What others decode with reads nothing else.
  if (picture.type !== 'image/jpeg') throw new UsageError(`${picture.name} is no JPEG`);
  const machine = describeMachine();
  const tensors = await tensorsOf(picture, model.input);
  const expected = options.picture === undefined ? PANDA : await classOf(model, tensors.normalised);
  const rules = { ...options, picture, tensors, expected };
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-peers-'));
  try {
    const contestants: Contestant[] = [];
    const [ours, ...others] = peersOf(model, picture, join(ROOT, '.cache/peers'), report);
    for (const description of [ours, ...others.filter(({ name }) => options.only?.includes(name) ?? true)]) {
      report(`${description.title}: building`);
      contestants.push(await enter(description, join(folder, description.name)));
    }
    await warmUpClient([picture]);
    for (let round = 0; round < options.rounds; round++) {
      report(`round ${round + 1} of ${options.rounds}`);
      await contestRound(contestants, rules, round);
      const reason = contestants[0]?.reason ?? null;
      if (reason !== null) throw new Failure(`EdgeLens itself: ${reason}`);
    }
    const { rounds, warmup, warm } = options;
    return {
      version: 1,
      model: MODEL,
      picture: picture.name,
      rounds,
      warmup,
      warm,
      machine,
      rows: rowsOf(contestants),
      measurements: Object.fromEntries(
        contestants.map(({ description, measurements }) => [description.name, measurements]),
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The class that the engine of our Worker finds, here in Node. */
async function classOf(model: ModelEntry, pixels: Float32Array): Promise<number> {
  const engine = await openEngine();
  await engine.load(model, readModelFiles(WORKSPACE, model));
  const { logits } = await engine.run(model, pixels, ['logits']);
  return argmax(logits.data);
}
