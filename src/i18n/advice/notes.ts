import type { ModelOption } from '../../catalogue/advice/options.ts';
import type { Say, TextKey } from '../texts.ts';
import { plainly, type Saying } from './saying.ts';

/** What the columns of the table are of, and where their figures come from: one sentence or two each. */
export function notesOf(say: Say<TextKey>, options: readonly ModelOption[]): Saying[] {
  // Many models share a sentence.
  return [...new Map(options.flatMap(notesOfOne).map((note) => [plainly(say, note), note])).values()];
}

function notesOfOne({ published, own_accuracy, latency, explainability, name, variant_of }: ModelOption): Saying[] {
  const notes: Saying[] = [];
  if (variant_of !== null) {
    notes.push({ key: 'choice.note.variant', names: { name } });
  } else if (published !== null && published.of !== name) {
    notes.push({ key: 'choice.note.other', names: { name, of: published.of } });
  }
  for (const { pictures, count, command, date } of own_accuracy.slice(-1)) {
    notes.push({ key: 'choice.note.measured', names: { name, pictures }, command, values: { count, date } });
  }
  if (latency !== null) {
    const { machine, command, date } = latency;
    notes.push({ key: 'choice.note.latency', names: { machine }, command, values: { date } });
  }
  if (explainability !== null) {
    const { pictures, command, date } = explainability;
    notes.push({ key: 'choice.note.maps', names: { pictures }, command, values: { date } });
  }
  return notes;
}
