import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';

import { UsageError } from '../kit/failure.ts';
import type { Outcome } from './answer.ts';

/** A record of an output file, as it stands there. */
export interface OutputRecord {
  readonly file: string;
  /** Whether the file is to be asked again, because its problem may be gone. */
  readonly isPassing: boolean;
  readonly text: string;
}

/** How outcomes are written into a file, and read from it again. */
export interface OutputFormat {
  /** What the file begins with. */
  readonly head: string;
  readonly write: (outcome: Outcome) => string;
  /** What a file is called in it. */
  readonly nameOf: (file: string) => string;
  /**
   * Reads the text behind the head. What an interruption has torn at its end is left out.
   * @throws UsageError
   */
  readonly read: (text: string) => OutputRecord[];
}

/**
 * A file that outcomes are added to, each at once, so that an interruption leaves a whole one. Until there is an outcome, it
 * stays as it was: an hour of answers is not given up for a deployment that does not answer.
 */
export class OutputFile {
  readonly #path: string;
  readonly #format: OutputFormat;
  readonly #written: Set<string>;
  readonly #isNew: boolean;
  /** What the file begins with instead, from the first outcome on. */
  #beginning: string | undefined;
  #file: number;

  /** @throws UsageError where there is a file that neither may be replaced nor is one of the same format */
  constructor(path: string, format: OutputFormat, { resume, force }: { resume: boolean; force: boolean }) {
    this.#path = path;
    this.#format = format;
    this.#isNew = !existsSync(path);
    const before = existsSync(path) && !force ? readFileSync(path, 'utf8') : '';
    if (before !== '' && before !== format.head && !resume) {
      throw new UsageError(`${path} is there: --resume goes on with it, --force replaces it`);
    }
    const records = before === '' ? [] : keptRecords(path, before, format);
    this.#written = new Set(records.map(({ file }) => file));
    const text = format.head + records.map((record) => record.text).join('');
    this.#beginning = force || this.#isNew || text !== before ? text : undefined;
    // Where nothing can be written, that shows before anybody is asked.
    this.#file = openSync(path, 'a');
  }

  /** Whether it has the outcome of a file. */
  has(file: string): boolean {
    return this.#written.has(this.#format.nameOf(file));
  }

  add(outcome: Outcome): void {
    if (this.has(outcome.file)) return;
    this.#begin();
    writeSync(this.#file, this.#format.write(outcome));
  }

  close(): void {
    closeSync(this.#file);
    if (this.#isNew && this.#beginning !== undefined) rmSync(this.#path, { force: true });
  }

  #begin(): void {
    if (this.#beginning === undefined) return;
    // An interruption leaves the one or the other.
    writeFileSync(`${this.#path}.tmp`, this.#beginning);
    closeSync(this.#file);
    renameSync(`${this.#path}.tmp`, this.#path);
    this.#file = openSync(this.#path, 'a');
    this.#beginning = undefined;
  }
}

function keptRecords(path: string, before: string, format: OutputFormat): OutputRecord[] {
  if (!before.startsWith(format.head)) {
    throw new UsageError(
      `${path} does not begin as this command line would: --resume takes the same --top-k as before`,
    );
  }
  return format.read(before.slice(format.head.length)).filter(({ isPassing }) => !isPassing);
}
