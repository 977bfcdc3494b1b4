import { alignColumns } from '../kit/table.ts';
import type { Finding } from './finding.ts';

/** What was found, with the name of the check. */
export type Named = Finding & { readonly check: string };

/** Lays out findings as a table, each remedy below what it is for. */
export function layOutFindings(findings: readonly Named[]): string[] {
  const lines = alignColumns(findings.map(({ check, state, found }) => [state, check, found]));
  const indent = ' '.repeat(Math.max(0, ...findings.map(({ state }) => state.length)) + 2);
  return lines.flatMap((line, index) => {
    const remedy = findings[index]?.remedy;
    return remedy === undefined ? [line] : [line, indent + remedy];
  });
}
