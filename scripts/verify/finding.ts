/** What is looked at, in the order of the report. */
export const CHECKS = [
  'version',
  'models',
  'answers',
  'batch',
  'memory',
  'ledger',
  'metrics',
  'clocks',
  'limits',
  'headers',
  'page',
  'description',
  'plans',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** What came out of one comparison. */
export interface Finding {
  readonly check: CheckName;
  /** What was looked at: a model in an engine, a path, a limit. */
  readonly subject: string;
  readonly verdict: 'passed' | 'failed' | 'not checked';
  readonly expected: string;
  /** What was there instead, or the same; empty where nothing was looked at. */
  readonly seen: string;
  /** Why nothing was looked at; null where something was. */
  readonly reason: string | null;
}

/** A comparison that was made. */
export function compared(
  check: CheckName,
  subject: string,
  { isRight, expected, seen }: { readonly isRight: boolean; readonly expected: string; readonly seen: string },
): Finding {
  return { check, subject, verdict: isRight ? 'passed' : 'failed', expected, seen, reason: null };
}

/** A comparison of two texts that are to be the same. */
export function same(check: CheckName, subject: string, expected: string, seen: string): Finding {
  return compared(check, subject, { isRight: expected === seen, expected, seen });
}

/** A comparison that could not be made. */
export function notChecked(check: CheckName, subject: string, expected: string, reason: string): Finding {
  return { check, subject, verdict: 'not checked', expected, seen: '', reason };
}
