import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure, isCode, reasonOf } from '../../kit/failure.ts';
import { addressOf, type Hub, type Repository } from './address.ts';
import type { TransferWatch } from './download.ts';
import { fetchText } from './text.ts';
import { copyWeights, type FetchedWeights, fetchWeights, WEIGHTS } from './weights.ts';

/** Files that timm writes beside the weights. */
const CONFIG = 'config.json';
const CARD = 'README.md';

/** The files of a repository, wherever they are. */
export interface RepositoryFiles {
  /** Where a person can look at them. */
  readonly page: string;
  /** What to call the configuration in messages. */
  readonly configName: string;
  readonly config: () => Promise<string>;
  /** The model card; empty where there is none. */
  readonly card: () => Promise<string>;
  /** @param known sum of the weights that are wanted; when they are kept already, nobody is asked for them */
  readonly weights: (watch: TransferWatch, known?: string) => Promise<FetchedWeights>;
}

/** The files on the hub. All are taken from the commit that the hub names with the first. */
export function remoteFiles(sources: string, hub: Hub, { id, revision }: Repository): RepositoryFiles {
  const page = `${hub.endpoint}/${id}`;
  let at = revision;
  const text = async (file: string, optional: boolean): Promise<string> => {
    const address = addressOf(hub, { id, revision: at }, file);
    const fetched = await fetchText(hub, { address, what: `${id}/${file}`, page, optional });
    at = fetched?.identity.commit ?? at;
    return fetched?.text ?? '';
  };
  return {
    page,
    configName: `${id}/${CONFIG}`,
    config: () => text(CONFIG, false),
    card: () => text(CARD, true),
    weights: async (watch, known) => {
      const fetched = await fetchWeights(sources, hub, { id, revision: at }, watch, known);
      return { ...fetched, commit: fetched.commit ?? at };
    },
  };
}

/** The files in a local folder with the content of a repository. */
export function localFiles(sources: string, folder: string, id: string): RepositoryFiles {
  const read = async (file: string, optional: boolean): Promise<string> => {
    const path = join(folder, file);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (optional && isCode(error, 'ENOENT')) return '';
      throw new Failure(
        isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')
          ? `${path} is missing; --from takes a folder with ${WEIGHTS} and ${CONFIG}`
          : `${path} cannot be read: ${reasonOf(error)}`,
      );
    }
  };
  return {
    page: `https://huggingface.co/${id}`,
    configName: join(folder, CONFIG),
    config: () => read(CONFIG, false),
    card: () => read(CARD, true),
    weights: () => copyWeights(sources, id, join(folder, WEIGHTS)),
  };
}
