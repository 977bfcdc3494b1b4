import type { Sample } from '../../../../scripts/bench/sample.ts';

/** A sample like any other, but for what the test says. */
export function sample(differences: Partial<Sample>): Sample {
  const kind = differences.role === 'cold' ? 'cold' : 'warm';
  const made = kind === 'cold' ? 'created' : 'reused';
  return {
    target: 'A',
    model: 'small',
    picture: 'none.png',
    role: 'warm',
    run: 0,
    pair: null,
    rate: null,
    at_ms: 0,
    late_ms: null,
    client_ms: 20,
    status: 200,
    error: null,
    start: { kind, runtime: made, session: made, tiered: 0, requests_before: kind === 'cold' ? 0 : 1 },
    phases: { receive: 0, queue: 0, load: 0, infer: 12, other: 1 },
    bytes: 100,
    ...differences,
  };
}
