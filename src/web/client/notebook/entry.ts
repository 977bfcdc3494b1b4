/** An answer of one model, as the notebook keeps it. */
export interface EntryAnswer {
  readonly model: string;
  /** Who computed it: the Worker, or this device. */
  readonly where: 'edge' | 'device';
  readonly engine: string;
  /** The likeliest classes, the first one first. */
  readonly predictions: readonly EntryPrediction[];
  /** Whether the first one is no more than a guess. */
  readonly unknown: boolean;
  /** From asking to the answer by this device's clock; of models that were asked together, the time of all of them. */
  readonly ms: number;
}

export interface EntryPrediction {
  readonly index: number;
  readonly label: string;
  /** In [0, 1]. */
  readonly score: number;
}

/** What the notebook keeps of a picture, beside the picture itself. */
export interface NotebookEntry {
  readonly id: string;
  /** When it was first answered, in ms since 1970. */
  readonly time: number;
  /** Size of the kept picture. */
  readonly bytes: number;
  readonly answers: readonly EntryAnswer[];
  /** What the visitor says it is, a correction or a confirmation; null as long as nobody said. */
  readonly truth: string | null;
  /** Written by the visitor; empty if not. No script fills them in. */
  readonly place: string;
  readonly note: string;
}

/** How many of a model's classes are kept. */
export const KEPT_CLASSES = 5;

/** An entry for a picture that was answered just now. */
export function newEntry(bytes: number, answers: readonly EntryAnswer[]): NotebookEntry {
  return { id: randomId(), time: Date.now(), bytes, answers, truth: null, place: '', note: '' };
}

/** Adds answers to those of an entry; one that came in the same way before is replaced. */
export function withAnswers(entry: NotebookEntry, answers: readonly EntryAnswer[]): NotebookEntry {
  const isOfSameKind = (a: EntryAnswer) => (b: EntryAnswer) =>
    a.model === b.model && a.where === b.where && a.engine === b.engine;
  const others = entry.answers.filter((answer) => !answers.some(isOfSameKind(answer)));
  return { ...entry, answers: [...others, ...answers] };
}

/** The answer whose first label is the likeliest of all; undefined if there is none. */
export function firstAnswer({ answers }: NotebookEntry): EntryAnswer | undefined {
  const scoreOf = ({ predictions: [first] }: EntryAnswer): number => first?.score ?? 0;
  return [...answers].sort((a, b) => scoreOf(b) - scoreOf(a))[0];
}

/** The likeliest class that any model gave; undefined if none did. */
export function firstPrediction(entry: NotebookEntry): EntryPrediction | undefined {
  return firstAnswer(entry)?.predictions[0];
}

/** Name of an entry's picture as a file, unique in the notebook: `20261129-173312-9f3a1c2b.jpg`, by the local clock. */
export function fileName({ id, time }: NotebookEntry): string {
  const [date = '', clock = ''] = isoTime(time).split(/[T+-](?=\d\d:)/);
  return `${date.replaceAll('-', '')}-${clock.replaceAll(':', '')}-${id}.jpg`;
}

/** A time as ISO 8601 has it, by the local clock and with its distance from UTC: `2026-11-29T17:33:12+09:00`. */
export function isoTime(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  const local = new Date(time + minutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** Pages without TLS have no `crypto.randomUUID`. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
