import { join, resolve } from 'node:path';

import { ROOT } from '../../kit/paths.ts';
import { WORKSPACE, type Workspace } from '../workspace.ts';

/**
 * Where published models lie that this machine has fetched by itself. They stand beside the models of the manifest in
 * version control and never in it, so that a start changes no file of the checkout.
 */
export interface Place {
  /** The models of this repository. */
  readonly shipped: Workspace;
  /** The published ones: a manifest of their own, and their files. */
  readonly published: Workspace;
  /** The file that says which weights were fetched. */
  readonly lock: string;
}

/**
 * The place beside a workspace, which is that of this repository unless said otherwise. Checkouts that set `EDGELENS_PUBLISHED` to the same folder share what was fetched.
 *
 * @param shared absolute, or relative to the root of the checkout
 */
export function placeOf(shared: string | undefined, shipped = WORKSPACE): Place {
  if (shared === undefined || shared === '') {
    const published = { models: join(ROOT, '.cache/published'), sources: shipped.sources };
    return { shipped, published, lock: join(shipped.models, 'published.lock.json') };
  }
  const folder = resolve(ROOT, shared);
  const published = { models: join(folder, 'models'), sources: join(folder, 'sources') };
  return { shipped, published, lock: join(folder, 'published.lock.json') };
}

/** The place beside a workspace, as the environment has it. */
export function ownPlace(shipped = WORKSPACE): Place {
  return placeOf(process.env['EDGELENS_PUBLISHED'], shipped);
}
