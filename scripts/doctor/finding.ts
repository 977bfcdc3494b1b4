/**
 * What a check found: `fine`; `note`, worth to know, and everything works; `wrong`, so that the app does not start or cannot be
 * deployed; `unknown`, because what would tell is out of reach.
 */
export type State = 'fine' | 'note' | 'wrong' | 'unknown';

/** The answer of one check. */
export interface Finding {
  readonly state: State;
  /** What there is, in a few words. */
  readonly found: string;
  /** What to do about it, where something can be done. */
  readonly remedy?: string;
}

/** One look at one thing. */
export interface Check {
  readonly name: string;
  readonly look: () => Finding | Promise<Finding>;
}

/** All is well. */
export function fine(found: string): Finding {
  return { state: 'fine', found };
}

/** Something that somebody may want to change. */
export function note(found: string, remedy: string): Finding {
  return { state: 'note', found, remedy };
}

/** Something that stops the app. */
export function wrong(found: string, remedy: string): Finding {
  return { state: 'wrong', found, remedy };
}

/** How many names a sentence has. */
const NAMED = 6;

/** The first of some names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 0 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
}
