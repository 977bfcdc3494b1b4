import type { Group, Sample, Selection, Slice, Totals, Version } from '../../contract/ledger.ts';
import { MEASURES } from '../../contract/names.ts';
import { Distribution } from '../distribution.ts';
import { UNKNOWN } from './version-table.ts';

const COLUMNS = [
  'time',
  'model',
  'start',
  'engine',
  'clock',
  'resolution',
  'format',
  'bytes',
  'wasm_heap',
  'tiered',
  'version',
  ...MEASURES,
] as const;

const INSERT = `INSERT INTO sample (id, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})`;

/** How many samples are new enough to tell how much memory is used now. */
const NEWEST = 100;

/** How far the order of the rows may differ from that of their times, in ms: a sample travels after its answer was sent. */
const DISORDER = 60_000;

/**
 * The samples of one location, one a row, in a column a measure. Cloudflare bills the rows that are written, those of
 * indices and of SQLite's own counter for AUTOINCREMENT, too: there is neither, so a sample costs one row when it comes and
 * one when it goes.
 */
export class SampleTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS sample (
        id INTEGER PRIMARY KEY,
        time INTEGER NOT NULL,
        model TEXT NOT NULL,
        start TEXT NOT NULL,
        engine TEXT NOT NULL,
        clock TEXT NOT NULL,
        resolution REAL NOT NULL,
        format TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        wasm_heap INTEGER NOT NULL,
        tiered INTEGER NOT NULL
      );
      DROP INDEX IF EXISTS sample_time;`);
    const known = new Set(
      sql
        .exec<{ name: string }>(`PRAGMA table_info(sample)`)
        .toArray()
        .map(({ name }) => name),
    );
    // A new column has null in older rows.
    if (!known.has('version')) sql.exec('ALTER TABLE sample ADD COLUMN version INTEGER');
    for (const measure of MEASURES) if (!known.has(measure)) sql.exec(`ALTER TABLE sample ADD COLUMN ${measure} REAL`);
  }

  /**
   * Adds a row.
   * @param id the number after the newest that was ever used
   * @param version its number, null where it is not known
   */
  insert(id: number, sample: Sample, version: number | null): void {
    const { time, model, start, engine, clock, picture, wasm_heap_bytes, tiered, durations } = sample;
    this.#sql.exec(
      INSERT,
      id,
      time,
      model,
      start,
      engine,
      clock.name,
      clock.resolution_ms,
      picture.format,
      picture.bytes,
      wasm_heap_bytes,
      tiered,
      version,
      ...MEASURES.map((measure) => durations[measure]),
    );
  }

  /** Numbers of the oldest and the newest row. Rows go from the old end only, so the numbers between have no gap. */
  ends(): { oldest: number; newest: number } | null {
    const { oldest, newest } = this.#sql
      .exec<{ oldest: number | null; newest: number | null }>(
        // Two sub-queries: SQLite answers a lone min() or max() from the end of the tree, but both together by a scan.
        'SELECT (SELECT min(id) FROM sample) AS oldest, (SELECT max(id) FROM sample) AS newest',
      )
      .one();
    return oldest === null || newest === null ? null : { oldest, newest };
  }

  /** When the oldest sample was taken, in ms since 1970. */
  oldestTime(): number | null {
    return this.#sql.exec<{ time: number | null }>('SELECT min(time) AS time FROM sample').one().time;
  }

  /** Deletes the rows up to a number, that one, too. */
  deleteUpTo(id: number): void {
    this.#sql.exec('DELETE FROM sample WHERE id <= ?', id);
  }

  /** Deletes what is older than a time in ms since 1970. It reads all rows, so it is only for once in a while. */
  deleteBefore(time: number): void {
    this.#sql.exec('DELETE FROM sample WHERE id <= (SELECT max(id) FROM sample WHERE time < ?)', time);
  }

  /**
   * Counts the durations in a window by one walk over its rows, for any number of measures: Cloudflare bills the rows that
   * are read.
   * @param versions by their numbers
   */
  count(
    { measures, model, start, clock, from, to, slices }: Selection,
    versions: ReadonlyMap<number, Version>,
  ): Slice[] {
    const rows = this.#sql
      .exec(
        `SELECT model, start, engine, version, min(CAST((time - ?1) * ?3 / (?2 - ?1) AS INTEGER), ?3 - 1) AS slice,
           ${measures.join(', ')}
         FROM sample
         WHERE id >= ?7 AND time >= ?1 AND clock = ?4 AND (?5 IS NULL OR model = ?5) AND (?6 IS NULL OR start = ?6)`,
        from,
        to,
        slices,
        clock,
        model ?? null,
        start ?? null,
        this.#firstSince(from - DISORDER),
      )
      .raw<
        [
          model: string,
          start: Group['start'],
          engine: string,
          version: number | null,
          slice: number,
          ...durations: (number | null)[],
        ]
      >();
    const parts = new Map<string, { group: Slice['group']; slice: number; counts: Map<number, number>[] }>();
    for (const [model, start, engine, version, slice, ...durations] of rows) {
      const key = `${slice} ${version} ${start} ${engine} ${model}`;
      const part = parts.get(key) ?? {
        group: { model, start, engine, version: versions.get(version ?? UNKNOWN) ?? null },
        slice,
        counts: measures.map(() => new Map<number, number>()),
      };
      parts.set(key, part);
      durations.forEach((duration, i) => {
        if (duration !== null) part.counts[i]?.set(duration, (part.counts[i].get(duration) ?? 0) + 1);
      });
    }
    return [...parts.values()].flatMap(({ group, slice, counts }) =>
      measures.flatMap((measure, i) => {
        const distribution = new Distribution();
        for (const [duration, count] of counts[i] ?? []) distribution.add(duration, count);
        return distribution.count === 0 ? [] : [{ group, measure, slice, durations: distribution.toData() }];
      }),
    );
  }

  /**
   * How many samples there are since each of some points of time, in ms since 1970. Those of all models are found by
   * bisection, in some twenty rows for each time, and may be out by what came in disorder; those of one are counted.
   */
  countSince(times: readonly number[], model: string | undefined): number[] {
    const ends = this.ends();
    if (ends === null) return times.map(() => 0);
    if (model === undefined) return times.map((time) => ends.newest - this.#firstSince(time) + 1);
    const counts = times.map((_, i) => `count(*) FILTER (WHERE time >= ?${i + 2})`);
    const [row = []] = this.#sql
      .exec(`SELECT ${counts.join(', ')} FROM sample WHERE model = ?1`, model, ...times)
      .raw<number[]>();
    return row;
  }

  /** The largest linear memory of the newest samples of each version that is among them. */
  heaps(versions: ReadonlyMap<number, Version>): Totals['heaps'] {
    return this.#sql
      .exec<{ number: number; bytes: number }>(
        `SELECT coalesce(version, ${UNKNOWN}) AS number, max(wasm_heap) AS bytes
         FROM sample WHERE id > (SELECT max(id) FROM sample) - ${NEWEST} GROUP BY 1`,
      )
      .toArray()
      .map(({ number, bytes }) => ({ version: versions.get(number)?.id ?? '', bytes }));
  }

  /** A number below which no row is younger than a time by more than {@link DISORDER}, by bisection. */
  #firstSince(time: number): number {
    let { oldest: low, newest: high } = this.ends() ?? { oldest: 0, newest: -1 };
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const row = this.#sql
        .exec<{ id: number; time: number }>('SELECT id, time FROM sample WHERE id >= ? ORDER BY id LIMIT 1', middle)
        .one();
      if (row.time < time) low = row.id + 1;
      else high = middle - 1;
    }
    return low;
  }
}
