import type { Counter } from '../../contract/ledger.ts';
import { type Measure, MEASURES } from '../../contract/names.ts';
import { UNKNOWN } from './version-table.ts';

/** Upper bounds of the bins in ms; each value lies in the first bin whose bound it does not exceed. */
export const BOUNDS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, Infinity];

const COLUMNS = 'version, model, start, engine, measure, bound, count, sum';

/**
 * Counts of all samples ever recorded, which only grow: samples are added before they are deleted. They are added when
 * somebody asks or rows are deleted, so that a request writes one row and not one more for each measure. Those of a version
 * go when nobody hears of it any more.
 */
export class CounterTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const columns = sql.exec<{ name: string }>('PRAGMA table_info(counter)').toArray();
    // A key cannot be changed in place. What was counted before belongs to no version that is known.
    const isOld = columns.length > 0 && columns.every(({ name }) => name !== 'version');
    if (isOld) sql.exec('ALTER TABLE counter RENAME TO counter_without_version');
    sql.exec(`
      CREATE TABLE IF NOT EXISTS counter (
        version INTEGER NOT NULL,
        model TEXT NOT NULL,
        start TEXT NOT NULL,
        engine TEXT NOT NULL,
        measure TEXT NOT NULL,
        bound REAL NOT NULL,
        count INTEGER NOT NULL,
        sum REAL NOT NULL,
        PRIMARY KEY (version, model, start, engine, measure, bound)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS counted (up_to INTEGER NOT NULL);
      INSERT INTO counted SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counted);`);
    if (isOld)
      sql.exec(`
        INSERT INTO counter (${COLUMNS})
        SELECT ${UNKNOWN}, model, start, engine, measure, bound, count, sum FROM counter_without_version;
        DROP TABLE counter_without_version;`);
  }

  /** The number of the newest sample that is counted; its row may be deleted already. */
  upTo(): number {
    return this.#sql.exec<{ up_to: number }>('SELECT up_to FROM counted').one().up_to;
  }

  /** Adds the samples that are not counted yet. To be called in a transaction. */
  catchUp(newest: number): void {
    const up_to = this.upTo();
    if (newest <= up_to) return;
    for (const measure of MEASURES) {
      this.#sql.exec(
        `INSERT INTO counter (${COLUMNS})
         SELECT coalesce(version, ${UNKNOWN}), model, start, engine, '${measure}', ${boundOf(measure)}, count(*), sum(${measure})
         FROM sample WHERE id > ?1 AND id <= ?2 AND ${measure} IS NOT NULL GROUP BY 1, 2, 3, 4, 6
         ON CONFLICT DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum`,
        up_to,
        newest,
      );
    }
    this.#sql.exec('UPDATE counted SET up_to = ?', newest);
  }

  /** Drops what was counted of a version. */
  drop(version: number): void {
    this.#sql.exec('DELETE FROM counter WHERE version = ?', version);
  }

  read(): Counter[] {
    return this.#sql
      .exec<{ [Key in keyof Counter]: Counter[Key] }>(
        `SELECT id AS version, model, start, engine, measure, bound, count, sum
         FROM counter JOIN version ON number = counter.version`,
      )
      .toArray();
  }
}

/** SQL for the bound of a column's value. SQLite reads 9e999 as infinity. */
function boundOf(column: Measure): string {
  const cases = BOUNDS.filter(Number.isFinite).map((bound) => `WHEN ${column} <= ${bound} THEN ${bound}`);
  return `CASE ${cases.join(' ')} ELSE 9e999 END`;
}
