import type { Version } from '../../contract/ledger.ts';

/** Number of what nobody knows the version of, as rows are that older versions wrote. */
export const UNKNOWN = 0;

/** How many versions have counters at most, the last that were heard of: each has as many series as there are groups. */
const COUNTED = 8;

/** The versions of the Worker that a location heard of, so that a sample needs only a number. */
export class VersionTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS version (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        tag TEXT NOT NULL,
        timestamp TEXT NOT NULL,
        heard INTEGER NOT NULL
      );
      INSERT INTO version SELECT ${UNKNOWN}, '', '', '', 0 WHERE NOT EXISTS (SELECT 1 FROM version);`);
  }

  /**
   * The number of a version, which is new here if need be.
   * @param newest number of the newest sample
   */
  numberOf({ id, tag, timestamp }: Version, newest: number): number {
    const [known] = this.#sql.exec<{ number: number }>('SELECT number FROM version WHERE id = ?', id).toArray();
    if (known !== undefined) return known.number;
    return this.#sql
      .exec<{ number: number }>(
        'INSERT INTO version (id, tag, timestamp, heard) VALUES (?, ?, ?, ?) RETURNING number',
        id,
        tag,
        timestamp,
        newest,
      )
      .one().number;
  }

  /** Notes that a version was heard of when a sample was the newest. */
  hear(number: number, newest: number): void {
    this.#sql.exec('UPDATE version SET heard = ?1 WHERE number = ?2 AND heard < ?1', newest, number);
  }

  /** Notes that the versions of these samples were heard of. */
  hearSamples(above: number, upTo: number): void {
    this.#sql.exec(
      `UPDATE version SET heard = newest
       FROM (
         SELECT coalesce(version, ${UNKNOWN}) AS of, max(id) AS newest FROM sample WHERE id > ? AND id <= ? GROUP BY 1
       )
       WHERE number = of AND heard < newest`,
      above,
      upTo,
    );
  }

  /**
   * Forgets the versions that were not heard of since the oldest sample, except the last one.
   * @param oldest number of the oldest sample, or of the next one where there are none
   * @returns the numbers of those that are not to be counted any more
   */
  forget(oldest: number): number[] {
    const gone = this.#sql.exec<{ number: number }>(
      `DELETE FROM version WHERE number <> ${UNKNOWN} AND heard < ? AND heard < (SELECT max(heard) FROM version)
       RETURNING number`,
      oldest,
    );
    const numbers = gone.toArray();
    const surplus = this.#sql.exec<{ number: number }>(
      `SELECT number FROM version WHERE number NOT IN (
         SELECT number FROM version WHERE heard >= ? OR heard = (SELECT max(heard) FROM version)
         ORDER BY heard DESC, number DESC LIMIT ${COUNTED}
       )`,
      oldest,
    );
    return [...numbers, ...surplus].map(({ number }) => number);
  }

  /** Those that are known, by their numbers. */
  list(): Map<number, Version> {
    return new Map(
      this.#sql
        .exec<{ number: number; id: string; tag: string; timestamp: string }>(
          `SELECT number, id, tag, timestamp FROM version WHERE number <> ${UNKNOWN}`,
        )
        .toArray()
        .map(({ number, ...version }) => [number, version]),
    );
  }
}
