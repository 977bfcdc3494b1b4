import { DurableObject } from 'cloudflare:workers';

import type { Env } from '../../env.ts';

/** Cloudflare has about 350; more would mean that something else registers. */
const MAX_LOCATIONS = 400;

/** Name of the one object of this class. */
export const ALL = 'all';

/** Remembers which locations have a ledger, because objects that exist cannot be listed from inside a Worker. */
export class Locations extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS location (name TEXT PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID',
    );
  }

  /**
   * Notes that a location is in use.
   * @throws Error when there are too many
   */
  register(name: string): void {
    const { sql } = this.ctx.storage;
    const { others } = sql
      .exec<{ others: number }>('SELECT count(*) AS others FROM location WHERE name <> ?', name)
      .one();
    if (others >= MAX_LOCATIONS) throw new Error(`there are ${others} locations already`);
    sql.exec(
      'INSERT INTO location (name, seen) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen',
      name,
      Date.now(),
    );
  }

  /** The locations that were in use since a point of time, in ms since 1970. */
  list(since: number): string[] {
    return this.ctx.storage.sql
      .exec<{ name: string }>('SELECT name FROM location WHERE seen >= ? ORDER BY name', since)
      .toArray()
      .map(({ name }) => name);
  }
}
