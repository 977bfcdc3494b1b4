import { guardsOf } from '../protection/guards.ts';
import type { Settings } from '../protection/settings.ts';
import { type Requirement, securityOf } from './security.ts';

/** An operation, as far as it differs from deployment to deployment. */
interface Operation {
  security?: Requirement[];
}

/** The description that the build has written, as far as it differs from deployment to deployment. */
export interface BuiltDescription {
  servers: { url: string }[];
  readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;
}

/**
 * Adds to the description what it is of this deployment: where it is, and which keys it takes or wants.
 * @param origin where it was asked for
 */
export function describeDeployment(description: BuiltDescription, origin: string, settings: Settings): void {
  description.servers = [{ url: origin }];
  for (const [path, { get, post }] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries({ GET: get, POST: post })) {
      const security = securityOf(guardsOf(method, path), settings);
      if (operation !== undefined && security !== undefined) operation.security = security;
    }
  }
}
