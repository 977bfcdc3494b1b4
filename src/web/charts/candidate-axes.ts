import type { Candidate } from '../../catalogue/advice/candidate.ts';
import type { TextKey } from '../../i18n/texts.ts';

/** What accuracy is drawn against. */
export interface CandidateAxis {
  readonly title: TextKey;
  readonly unit: TextKey;
  readonly of: (candidate: Candidate) => number | null;
}

export const CANDIDATE_AXES: readonly CandidateAxis[] = [
  { title: 'advice.chart.speed', unit: 'advice.chart.ms', of: ({ warm_ms }) => warm_ms },
  { title: 'advice.chart.size', unit: 'advice.chart.mib', of: ({ bytes }) => bytes / 2 ** 20 },
];

/** Installed models have names of their own; for the others, the architecture without the tag of the weights is enough. */
export function pointName({ installed, name, architecture }: Candidate): string {
  return installed ? name : architecture;
}
