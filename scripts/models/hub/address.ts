import { Failure, UsageError } from '../../kit/failure.ts';

/** A server with the interface of the Hugging Face hub. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token?: string;
  /** ms without a byte after which a transfer is given up. */
  readonly patience?: number;
  /** Ends every transfer; its reason, a Failure, is what whoever waits for one is told. */
  readonly over?: AbortSignal;
}

const OFFICIAL = 'https://huggingface.co';

/**
 * The hub that the environment names: `HF_ENDPOINT` for a mirror and `HF_TOKEN`, as Hugging Face's own tools have them.
 *
 * @param mirror takes precedence over `HF_ENDPOINT`
 * @throws UsageError for an invalid address
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
 * Reads the name of a repository: `timm/resnet50.a1_in1k`, or `resnet50.a1_in1k` for the same one.
 *
 * @throws Failure for a name that is not valid on the hub
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
