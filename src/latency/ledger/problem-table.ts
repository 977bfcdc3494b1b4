import type { ProblemCount, Totals } from '../../contract/ledger.ts';

/** How often each kind of problem was answered. Who sends what is wrong writes no row each: kinds are few. */
export class ProblemTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS problem (
        version INTEGER NOT NULL,
        route TEXT NOT NULL,
        problem TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (version, route, problem)
      ) WITHOUT ROWID`);
  }

  add(version: number, { route, problem, count }: ProblemCount): void {
    this.#sql.exec(
      `INSERT INTO problem (version, route, problem, count) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      version,
      route,
      problem,
      count,
    );
  }

  /** Drops what was counted of a version. */
  drop(version: number): void {
    this.#sql.exec('DELETE FROM problem WHERE version = ?', version);
  }

  read(): Totals['problems'] {
    return this.#sql
      .exec<{ route: string; problem: string; count: number; version: string }>(
        `SELECT route, problem, count, version.id AS version FROM problem JOIN version ON number = problem.version
         ORDER BY heard, route, problem`,
      )
      .toArray();
  }
}
