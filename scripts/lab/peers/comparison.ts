import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { build } from '../../build/build.ts';
import { Failure, UsageError } from '../../kit/failure.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine, type Machine } from '../../kit/load/machine.ts';
import { type Picture, readPicture } from '../../kit/load/picture.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { argmax } from '../../models/evaluation/metrics.ts';
import { openEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { findEntry, WORKSPACE } from '../../models/workspace.ts';
import { type MeasuredPeer, measureRound, type PeersPlan, preparePeer } from './measurement.ts';
import { type PeerRow, rowsOf } from './summary.ts';
import { peersOf } from './targets/list.ts';
import { tensorsOf } from './targets/tensors.ts';

/** The models to compare with, when no others are named. */
export const MODELS: readonly string[] = ['efficientnet_b0', 'mobilenetv3_small_distilled'];
/** The giant panda on {@link PICTURE}. */
const PANDA = 388;

export interface PeersOptions extends PeersPlan {
  /** Names in the manifest. */
  readonly models: readonly string[];
  /** A JPEG file; a panda when left out. */
  readonly picture?: string | undefined;
  /** Names of the peers to run beside ours; all when left out. */
  readonly only?: readonly string[] | undefined;
}

/** What was found with one model. */
export interface ModelComparison {
  readonly model: string;
  /** Ours first. */
  readonly rows: readonly PeerRow[];
  /** All measurements, by the name of the peer. */
  readonly measurements: Readonly<Record<string, MeasuredPeer['measurements']>>;
}

/** What a comparison found. */
export interface PeersResult extends PeersPlan {
  readonly version: 2;
  readonly picture: string;
  readonly machine: Machine;
  readonly models: readonly ModelComparison[];
}

/**
 * Compares EdgeLens with its peers on this machine. A peer that cannot be built or run becomes a row with the reason.
 * @param report receives progress, one line at a time
 * @throws Failure when EdgeLens itself does not answer as it should
 */
export async function comparePeers(options: PeersOptions, report: (line: string) => void): Promise<PeersResult> {
  await build(report);
  const picture = readPicture(options.picture ?? PICTURE);
  // The decoders of other peers read nothing else.
  if (picture.type !== 'image/jpeg') throw new UsageError(`${picture.name} is not a JPEG`);
  const machine = describeMachine();
  const { rounds, warmup, warm } = options;
  const models: ModelComparison[] = [];
  for (const name of options.models) models.push(await compareWithModel(name, picture, options, report));
  return { version: 2, picture: picture.name, rounds, warmup, warm, machine, models };
}

async function compareWithModel(
  name: string,
  picture: Picture,
  { rounds, warmup, warm, only, picture: path }: PeersOptions,
  report: (line: string) => void,
): Promise<ModelComparison> {
  const model = await findEntry(WORKSPACE, name);
  const tensors = await tensorsOf(picture, model.input);
  const expected = path === undefined ? PANDA : await classOf(model, tensors.normalised);
  const peers = await inTemporaryFolder('edgelens-peers-', async (folder) => {
    const peers: MeasuredPeer[] = [];
    for (const description of peersOf(model, picture, join(ROOT, '.cache/peers'), report)) {
      if (!description.isOurs && only?.includes(description.name) === false) continue;
      report(`${name}, ${description.title}: building`);
      peers.push(await preparePeer(description, join(folder, description.name)));
    }
    await warmUpClient(picture);
    for (let round = 0; round < rounds; round++) {
      report(`${name}, round ${round + 1} of ${rounds}`);
      await measureRound(peers, { warmup, warm, picture, tensors, expected }, round);
      const failed = peers.find(({ description: { isOurs }, reason }) => isOurs && reason !== null);
      if (failed !== undefined) throw new Failure(`${failed.description.title}: ${failed.reason ?? ''}`);
    }
    return peers;
  });
  return {
    model: name,
    rows: rowsOf(peers),
    measurements: Object.fromEntries(peers.map(({ description, measurements }) => [description.name, measurements])),
  };
}

/** The class that the engine of our Worker finds, here in Node. */
async function classOf(model: ModelEntry, pixels: Float32Array): Promise<number> {
  const engine = await openEngine();
  await engine.load(model, readModelFiles(WORKSPACE, model));
  const { logits } = await engine.run(model, pixels, ['logits']);
  return argmax(logits.data);
}
