import { expect, it } from 'vitest';

import type { Candidate } from '../../../../src/catalogue/advice/candidate.ts';
import { paretoFront } from '../../../../src/catalogue/advice/pareto.ts';
import { candidate } from './candidates.ts';

const front = (...candidates: Candidate[]): string[] => paretoFront(candidates).map(({ name }) => name);

it('leaves out what another one beats on one axis and equals on the others', () => {
  const slow = candidate('slow', { warm_ms: 60 });
  expect(front(candidate('fast'), slow)).toEqual(['fast']);
});

it('keeps what is best at something, however bad at the rest', () => {
  const tiny = candidate('tiny', { bytes: 1000, top1: 10, warm_ms: 900, interpretability: -1 });
  expect(front(candidate('good'), tiny)).toEqual(['good', 'tiny']);
});

it('keeps two that are equal on all axes', () => {
  expect(front(candidate('a'), candidate('b'))).toEqual(['a', 'b']);
});

it('never lets what is not known beat what is known', () => {
  const unknown = candidate('unknown', { interpretability: null, top1: 90, warm_ms: 1, bytes: 1 });
  expect(front(unknown, candidate('known'))).toEqual(['unknown', 'known']);
  // The other way round nothing is lost by taking the one that is known.
  expect(front(candidate('unknown', { interpretability: null }), candidate('better', { top1: 76 }))).toEqual([
    'better',
  ]);
});

it('is the set that a search by brute force finds', () => {
  const candidates = Array.from({ length: 60 }, (_, at) =>
    candidate(String(at), {
      top1: (at * 37) % 11,
      warm_ms: 1 + ((at * 17) % 7),
      bytes: 1 + ((at * 29) % 5),
      interpretability: ((at * 13) % 3) / 3,
    }),
  );
  const worse = (a: Candidate, b: Candidate): boolean =>
    (a.top1 ?? 0) <= (b.top1 ?? 0) &&
    (a.warm_ms ?? 0) >= (b.warm_ms ?? 0) &&
    a.bytes >= b.bytes &&
    (a.interpretability ?? 0) <= (b.interpretability ?? 0) &&
    JSON.stringify([a.top1, a.warm_ms, a.bytes, a.interpretability]) !==
      JSON.stringify([b.top1, b.warm_ms, b.bytes, b.interpretability]);
  const expected = candidates.filter((a) => !candidates.some((b) => worse(a, b))).map(({ name }) => name);
  expect(expected.length).toBeGreaterThan(1);
  expect(expected.length).toBeLessThan(60);
  expect(front(...candidates)).toEqual(expected);
});
