import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';

import type { CheckpointFiles } from '../checkpoint.ts';
import { type HubServer, sendFile, serveHub } from './hub-server.ts';

/** The revision of a repository until somebody changes it. */
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** What a request asks for. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: keyof CheckpointFiles;
  readonly content: Buffer;
}

interface Behaviour {
  /** The revision that `main` is. */
  readonly commit?: string;
  /** Others that it has, too, and takes for that one. */
  readonly old?: readonly string[];
  /** Answers in the place of the hub; true when it has. */
  readonly instead?: (asked: Asked) => boolean;
}

/** A hub with repositories of timm, by the names of their models, that tells the sums of weights as the real one does. */
export function serveRepositories(
  repositories: Readonly<Record<string, CheckpointFiles>>,
  { commit = COMMIT, old = [], instead = () => false }: Behaviour = {},
): Promise<HubServer> {
  return serveHub((request, response) => {
    const [, name = '', revision = '', file = ''] =
      /^\/timm\/([^/]+)\/resolve\/([^/]+)\/([^/?]+)/.exec(request.url ?? '') ?? [];
    const content = repositories[name]?.[file as keyof CheckpointFiles];
    if (content === undefined || !['main', commit, ...old].includes(revision)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = Buffer.from(content);
    response.setHeader('X-Repo-Commit', commit);
    if (file === 'model.safetensors') {
      response.setHeader('X-Linked-ETag', `"${createHash('sha256').update(bytes).digest('hex')}"`);
      response.setHeader('X-Linked-Size', bytes.length);
    }
    const asked = { request, response, file: file as Asked['file'], content: bytes };
    if (!instead(asked)) sendFile(request, response, bytes, '"1"');
  });
}
