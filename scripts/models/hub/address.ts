import { Failure, UsageError } from '../../kit/failure.ts';

/** A place that answers as the Hugging Face hub does, and how to ask it. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** ms without a byte after which a transfer is given up. */
  readonly patience?: number;
}

const OFFICIAL = 'https://huggingface.co';

/**
 * The hub that the environment names: `HF_ENDPOINT` for a mirror and `HF_TOKEN`, as Hugging Face's own tools have them.
 *
 * @param mirror goes before `HF_ENDPOINT`
 * @throws UsageError for an address that is none
 */
export function hubOf(environment: Readonly<Record<string, string | undefined>>, mirror?: string): Hub {
  const given = mirror ?? environment['HF_ENDPOINT'] ?? '';
  const endpoint = (given === '' ? OFFICIAL : given).replace(/\/+$/, '');
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new UsageError(`${mirror === undefined ? 'HF_ENDPOINT' : '--mirror'} takes an address such as ${OFFICIAL}`);
  }
  const token = environment['HF_TOKEN']?.trim() ?? '';
  return token === '' ? { endpoint } : { endpoint, token };
}

/** A repository of a hub at one of its revisions. */
export interface Repository {
  /** Owner and name. */
  readonly id: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

/**
 * Reads the name of a repository: `timm/resnet50.a1_in1k`, or only `resnet50.a1_in1k`, which is timm's.
 *
 * @throws Failure for a name that no repository has
 */
export function repositoryId(name: string): string {
  const [owner, repository, ...more] = name.includes('/') ? name.split('/') : ['timm', name];
  const isPart = (part = ''): boolean => /^[\w-][\w.-]{0,95}$/.test(part) && !part.includes('..');
  if (isPart(owner) && isPart(repository) && more.length === 0) return `${owner ?? ''}/${repository ?? ''}`;
  throw new Failure('a model is named by its owner and its name on the hub, as in timm/mobilenetv3_large_100.ra_in1k');
}

/** Where a file of a repository is. */
export function addressOf({ endpoint }: Hub, { id, revision }: Repository, file: string): string {
  return `${endpoint}/${id}/resolve/${encodeURIComponent(revision)}/${file}`;
}
