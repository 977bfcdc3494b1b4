import type { Counter } from '../../contract/ledger.ts';
import { type Measure, MEASURES } from '../../contract/names.ts';

/** Upper bounds of the bins in ms; each value lies in the first bin whose bound it does not exceed. */
export const BOUNDS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, Infinity];

/**
 * Counts of all samples ever recorded, which only grow: samples are added before they are deleted. They are added when
 * somebody asks or rows are deleted, so that a request writes one row and not one more for each measure.
 */
export class CounterTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS counter (
        model TEXT NOT NULL,
        start TEXT NOT NULL,
        engine TEXT NOT NULL,
        measure TEXT NOT NULL,
        bound REAL NOT NULL,
        count INTEGER NOT NULL,
        sum REAL NOT NULL,
        PRIMARY KEY (model, start, engine, measure, bound)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS counted (up_to INTEGER NOT NULL);
      INSERT INTO counted SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counted);`);
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
        `INSERT INTO counter (model, start, engine, measure, bound, count, sum)
         SELECT model, start, engine, '${measure}', ${boundOf(measure)}, count(*), sum(${measure})
         FROM sample WHERE id > ?1 AND id <= ?2 AND ${measure} IS NOT NULL GROUP BY 1, 2, 3, 5
         ON CONFLICT DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum`,
        up_to,
        newest,
      );
    }
    this.#sql.exec('UPDATE counted SET up_to = ?', newest);
  }

  read(): Counter[] {
    return this.#sql
      .exec<{ [Key in keyof Counter]: Counter[Key] }>(
        'SELECT model, start, engine, measure, bound, count, sum FROM counter',
      )
      .toArray();
  }
}

/** SQL for the bound of a column's value. SQLite reads 9e999 as infinity. */
function boundOf(column: Measure): string {
  const cases = BOUNDS.filter(Number.isFinite).map((bound) => `WHEN ${column} <= ${bound} THEN ${bound}`);
  return `CASE ${cases.join(' ')} ELSE 9e999 END`;
}
