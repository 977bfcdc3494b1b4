import { DurableObject } from 'cloudflare:workers';

import type { ProblemCount, Sample, Selection, Slice, Spans, Totals, Version } from '../../contract/ledger.ts';
import type { Env } from '../../env.ts';
import { CounterTable } from './counter-table.ts';
import { ALL } from './locations.ts';
import { ProblemTable } from './problem-table.ts';
import { type Retention, retentionOf } from './retention.ts';
import { SampleTable } from './sample-table.ts';
import { UNKNOWN, VersionTable } from './version-table.ts';

/** How often a location tells that it is in use, in ms. */
export const REGISTRATION_INTERVAL = 24 * 60 * 60 * 1000;

/** Old rows go in batches of this share of all, so that most requests delete nothing. */
const BATCH_SHARE = 0.02;

/** The samples of one location, in SQLite. One object a location, so that no request waits for a distant one. */
export class Ledger extends DurableObject<Env> {
  readonly #retention: Retention;
  readonly #versions: VersionTable;
  readonly #samples: SampleTable;
  readonly #counters: CounterTable;
  readonly #problems: ProblemTable;
  /** When this location last told that it is in use, in ms since 1970; undefined if never. As in the table `registration`. */
  #registered: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    this.#retention = retentionOf(env);
    this.#versions = new VersionTable(sql);
    this.#samples = new SampleTable(sql);
    this.#counters = new CounterTable(sql);
    this.#problems = new ProblemTable(sql);
    sql.exec('CREATE TABLE IF NOT EXISTS registration (time INTEGER NOT NULL)');
    [this.#registered] = sql
      .exec<{ time: number }>('SELECT time FROM registration')
      .toArray()
      .map(({ time }) => time);
  }

  /**
   * Keeps samples of this location: all of them, or none if it throws. When the call returns, they are on disk: the runtime
   * holds an answer back until what was written before it is durable (the output gate,
   * https://blog.cloudflare.com/durable-objects-easy-fast-correct-choose-three/).
   */
  async record(samples: readonly Sample[]): Promise<void> {
    const [first] = samples;
    if (first === undefined) return;
    // First, so that no sample is acknowledged in a location that nobody knows of.
    await this.#register(first.location);
    this.ctx.storage.transactionSync(() => {
      // Samples are counted before they are deleted, so no number is ever used twice.
      let last = this.#newest();
      // They are of one isolate, so of one version.
      const version = first.version ? this.#versions.numberOf(first.version, last + samples.length) : null;
      for (const sample of samples) this.#samples.insert(++last, sample, version);
      this.#keepRows();
    });
  }

  /** Counts problems that a version of the Worker answered in this location. */
  async recordProblems(location: string, version: Version | null, problems: readonly ProblemCount[]): Promise<void> {
    await this.#register(location);
    this.ctx.storage.transactionSync(() => {
      const newest = this.#newest();
      const number = version === null ? UNKNOWN : this.#versions.numberOf(version, newest);
      this.#versions.hear(number, newest);
      for (const problem of problems) this.#problems.add(number, problem);
    });
  }

  /** Counts the durations of a window, as far as it is kept. */
  count(selection: Selection): Slice[] {
    return this.#samples.count(selection, this.#versions.list());
  }

  /** How many samples there are since each of some points of time, of one model or of all. */
  countSince({ model, times }: Spans): number[] {
    return this.#samples.countSince(times, model);
  }

  /** All that was ever counted here. */
  totals(): Totals {
    return this.ctx.storage.transactionSync(() => {
      const ends = this.#samples.ends();
      this.#catchUp();
      const versions = this.#versions.list();
      return {
        counters: this.#counters.read(),
        rows: ends === null ? 0 : ends.newest - ends.oldest + 1,
        versions: [...versions.values()],
        problems: this.#problems.read(),
        heaps: this.#samples.heaps(versions),
      };
    });
  }

  /** Deletes old samples. Cloudflare calls it at the time that was set, and again if it fails. */
  override async alarm(): Promise<void> {
    const { age } = this.#retention;
    const now = Date.now();
    const oldest = this.ctx.storage.transactionSync(() => {
      this.#catchUp();
      this.#samples.deleteBefore(now - age);
      const time = this.#samples.oldestTime();
      // Without rows there is no next alarm, so the next sample has to set one.
      if (time === null) this.ctx.storage.sql.exec('DELETE FROM registration');
      return time;
    });
    if (oldest === null) this.#registered = undefined;
    // Somewhat later than necessary, so that a busy location does not wake up for each row.
    if (oldest !== null) await this.ctx.storage.setAlarm(Math.max(oldest + age, now) + age / 24);
  }

  /** The number of the newest sample there ever was. */
  #newest(): number {
    return this.#samples.ends()?.newest ?? this.#counters.upTo();
  }

  /** Counts the samples that are not counted yet, and drops the counters of versions that nobody hears of any more. */
  #catchUp(): void {
    const newest = this.#newest();
    const before = this.#counters.upTo();
    if (newest > before) this.#versions.hearSamples(before, newest);
    this.#counters.catchUp(newest);
    for (const version of this.#versions.forget(this.#samples.ends()?.oldest ?? newest + 1)) {
      this.#counters.drop(version);
      this.#problems.drop(version);
    }
  }

  #keepRows(): void {
    const { rows } = this.#retention;
    const { oldest, newest } = this.#samples.ends() ?? { oldest: 0, newest: 0 };
    if (newest - oldest < rows) return;
    this.#catchUp();
    this.#samples.deleteUpTo(newest - rows + Math.floor(rows * BATCH_SHARE));
  }

  /** Once a day, and in a new object: makes this location known, and has old samples deleted later. */
  async #register(location: string): Promise<void> {
    const { sql } = this.ctx.storage;
    const now = Date.now();
    if (this.#registered !== undefined && now - this.#registered < REGISTRATION_INTERVAL) return;
    await this.env.LOCATIONS?.getByName(ALL).register(location);
    const due = now + this.#retention.age;
    // An alarm is later than that only where samples were kept for longer before.
    if (((await this.ctx.storage.getAlarm()) ?? Infinity) > due) await this.ctx.storage.setAlarm(due);
    this.ctx.storage.transactionSync(() => {
      sql.exec('DELETE FROM registration');
      sql.exec('INSERT INTO registration (time) VALUES (?)', now);
    });
    this.#registered = now;
  }
}
