import { alignColumns } from '../kit/table.ts';
import { kindOf, type Outcome } from './answer.ts';

/** Most classes that are listed. */
const LISTED = 12;

/** Counts outcomes. */
export class Summary {
  readonly #classes = new Map<string, number>();
  readonly #problems = new Map<string, { count: number; readonly file: string }>();
  #answered = 0;
  #failed = 0;
  #unknown = 0;

  /** How many files have a problem. */
  get failed(): number {
    return this.#failed;
  }

  /** How many files have an outcome. */
  get count(): number {
    return this.#answered + this.#failed;
  }

  add({ file, answer, problem }: Outcome): void {
    if (answer === null) {
      this.#failed++;
      const kind = kindOf(problem);
      const known = this.#problems.get(kind) ?? { count: 0, file };
      this.#problems.set(kind, { ...known, count: known.count + 1 });
      return;
    }
    this.#answered++;
    if (answer.unknown) this.#unknown++;
    const label = answer.predictions[0]?.label ?? '';
    this.#classes.set(label, (this.#classes.get(label) ?? 0) + 1);
  }

  /** The counts as lines. @param seconds how long it took @param before how many files the output had before */
  lines(seconds: number, before: number): string[] {
    const classes = [...this.#classes].sort(([, a], [, b]) => b - a);
    const others = classes.length - LISTED;
    const problems = [...this.#problems].sort(([, a], [, b]) => b.count - a.count);
    const rate = seconds > 0 ? (this.count / seconds).toFixed(1) : '-';
    return [
      `${count(this.count, 'picture')} in ${seconds.toFixed(1)} s, ${rate} a second${before > 0 ? `; ${before} were there before` : ''}`,
      `${this.#answered} answered, ${this.#unknown} of them not sure; ${this.#failed} with a problem`,
      ...(classes.length === 0
        ? []
        : ['', ...alignColumns([['pictures', 'class'], ...classes.slice(0, LISTED).map(row)])]),
      ...(others > 0 ? [`and ${count(others, 'other class', 'other classes')}`] : []),
      ...(problems.length === 0
        ? []
        : [
            '',
            ...alignColumns([
              ['pictures', 'problem', 'the first of them'],
              ...problems.map(([kind, { count: number, file }]) => [String(number), kind, file]),
            ]),
          ]),
    ];
  }
}

function row([label, pictures]: readonly [string, number]): string[] {
  return [String(pictures), label];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
