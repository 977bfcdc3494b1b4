import { Failure } from '../../kit/failure.ts';
import type { Hub } from './address.ts';
import { PATIENCE, requireNoPage } from './download.ts';
import { IdleTimeout } from './idle-timeout.ts';
import { ask, type Identity, refusal } from './request.ts';

/** Bytes; a configuration has about 1,000, a model card 10,000. */
const MOST_BYTES = 4_000_000;

/** A small file of a repository. */
interface TextFile {
  readonly text: string;
  readonly identity: Identity;
}

/** What to fetch; the fields are those of a `Download`. */
interface TextOrder {
  readonly address: string;
  readonly what: string;
  readonly page: string;
  /** Whether it may be missing. */
  readonly optional?: boolean;
}

/**
 * Fetches a small file into memory.
 *
 * @returns undefined for an optional file that is not there
 * @throws Failure that says what is wrong and what to do
 */
export async function fetchText(hub: Hub, { address, what, page, optional }: TextOrder): Promise<TextFile | undefined> {
  const timeout = new IdleTimeout(hub.patience ?? PATIENCE, what, hub.over);
  try {
    const { response, identity } = await ask(hub, address, { what, headers: {}, signal: timeout.signal });
    if (response.status === 404 && optional === true) {
      await response.body?.cancel();
      return undefined;
    }
    if (response.status !== 200) throw refusal(response, what, page);
    requireNoPage(response, what);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      timeout.restart();
      length += chunk.length;
      if (length > MOST_BYTES) throw new Failure(`${what} has more than ${MOST_BYTES} bytes, which no such file needs`);
      chunks.push(chunk);
    }
    return { text: Buffer.concat(chunks).toString('utf8'), identity };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${what}: the transfer broke off. Run the same command again.`);
  } finally {
    timeout.clear();
  }
}
