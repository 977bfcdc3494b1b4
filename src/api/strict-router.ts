import type { Result } from 'hono/router';
import { LinearRouter } from 'hono/router/linear-router';

/**
 * Hono's router for isolates that live shortly: it prepares nothing, where the usual one makes a regular expression of all
 * routes for the first request. It takes a path with a slash at its end for the one without, which the guards would not
 * know; so it gets to see such a path with a second slash, with which it takes it for no other.
 */
export class StrictRouter<Handler> extends LinearRouter<Handler> {
  override match(method: string, path: string): Result<Handler> {
    return super.match(method, path.length > 1 && path.endsWith('/') ? `${path}/` : path);
  }
}
