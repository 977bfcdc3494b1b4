import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { build } from '../../build/build.ts';
import { Failure, UsageError } from '../../kit/failure.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine, type Machine } from '../../kit/load/machine.ts';
import { readPicture } from '../../kit/load/picture.ts';
import { PICTURE, ROOT } from '../../kit/paths.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { argmax } from '../../models/evaluation/metrics.ts';
import { openEngine, readModelFiles } from '../../models/onnx/runtime.ts';
import { readManifest, WORKSPACE } from '../../models/workspace.ts';
import { type MeasuredPeer, measureRound, type PeersPlan, preparePeer } from './measurement.ts';
import { type PeerRow, rowsOf } from './summary.ts';
import { peersOf } from './targets/list.ts';
import { tensorsOf } from './targets/tensors.ts';

/** The only model that all peers can have: the one whose TensorFlow.js graph exists. */
const MODEL = 'efficientnet_b0';
/** The giant panda on {@link PICTURE}. */
const PANDA = 388;

export interface PeersOptions extends PeersPlan {
  /** A JPEG file; a panda when left out. */
  readonly picture?: string | undefined;
  /** Names of the peers to run beside ours; all when left out. */
  readonly only?: readonly string[] | undefined;
}

/** What a comparison found. */
export interface PeersResult extends PeersPlan {
  readonly version: 1;
  readonly model: string;
  readonly picture: string;
  readonly machine: Machine;
  /** Ours first. */
  readonly rows: readonly PeerRow[];
  /** All measurements, by the name of the peer. */
  readonly measurements: Readonly<Record<string, MeasuredPeer['measurements']>>;
}

/**
 * Compares EdgeLens with its peers on this machine. A peer that cannot be built or run becomes a row with the reason.
 * @param report receives progress, one line at a time
 * @throws Failure when EdgeLens itself does not answer as it should
 */
export async function comparePeers(options: PeersOptions, report: (line: string) => void): Promise<PeersResult> {
  await build(report);
  const model = (await readManifest(WORKSPACE)).models.find(({ name }) => name === MODEL);
  if (model === undefined) throw new Failure(`models/manifest.json has no ${MODEL}`);
  const picture = readPicture(options.picture ?? PICTURE);
  // The decoders of other peers read nothing else.
  if (picture.type !== 'image/jpeg') throw new UsageError(`${picture.name} is not a JPEG`);
  const machine = describeMachine();
  const tensors = await tensorsOf(picture, model.input);
  const expected = options.picture === undefined ? PANDA : await classOf(model, tensors.normalised);
  const { rounds, warmup, warm } = options;
  const peers = await inTemporaryFolder('edgelens-peers-', async (folder) => {
    const peers: MeasuredPeer[] = [];
    const [ours, ...others] = peersOf(model, picture, join(ROOT, '.cache/peers'), report);
    for (const description of [ours, ...others.filter(({ name }) => options.only?.includes(name) ?? true)]) {
      report(`${description.title}: building`);
      peers.push(await preparePeer(description, join(folder, description.name)));
    }
    await warmUpClient(picture);
    for (let round = 0; round < rounds; round++) {
      report(`round ${round + 1} of ${rounds}`);
      await measureRound(peers, { warmup, warm, picture, tensors, expected }, round);
      const reason = peers[0]?.reason ?? null;
      if (reason !== null) throw new Failure(`EdgeLens itself: ${reason}`);
    }
    return peers;
  });
  return {
    version: 1,
    model: MODEL,
    picture: picture.name,
    rounds,
    warmup,
    warm,
    machine,
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
