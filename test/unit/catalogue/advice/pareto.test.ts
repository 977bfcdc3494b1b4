import { expect, it } from 'vitest';

import type { Option } from '../../../../src/catalogue/advice/option.ts';
import { paretoFront } from '../../../../src/catalogue/advice/pareto.ts';
import { option } from './options.ts';

const front = (...options: Option[]): string[] => paretoFront(options).map(({ name }) => name);

it('leaves out what another one beats on one axis and equals on the others', () => {
  const slow = option('slow', { warm_ms: 60 });
  expect(front(option('fast'), slow)).toEqual(['fast']);
});

it('keeps what is best at something, however bad at the rest', () => {
  const tiny = option('tiny', { bytes: 1000, top1: 10, warm_ms: 900, interpretability: -1 });
  expect(front(option('good'), tiny)).toEqual(['good', 'tiny']);
});

it('keeps two that are equal on all axes', () => {
  expect(front(option('a'), option('b'))).toEqual(['a', 'b']);
});

it('never lets what is not known beat what is known', () => {
  const unknown = option('unknown', { interpretability: null, top1: 90, warm_ms: 1, bytes: 1 });
  expect(front(unknown, option('known'))).toEqual(['unknown', 'known']);
  // The other way round nothing is lost by taking the one that is known.
  expect(front(option('unknown', { interpretability: null }), option('better', { top1: 76 }))).toEqual(['better']);
});

it('is the set that a search by brute force finds', () => {
  const options = Array.from({ length: 60 }, (_, at) =>
    option(String(at), {
      top1: (at * 37) % 11,
      warm_ms: 1 + ((at * 17) % 7),
      bytes: 1 + ((at * 29) % 5),
      interpretability: ((at * 13) % 3) / 3,
    }),
  );
  const worse = (a: Option, b: Option): boolean =>
    (a.top1 ?? 0) <= (b.top1 ?? 0) &&
    (a.warm_ms ?? 0) >= (b.warm_ms ?? 0) &&
    a.bytes >= b.bytes &&
    (a.interpretability ?? 0) <= (b.interpretability ?? 0) &&
    JSON.stringify([a.top1, a.warm_ms, a.bytes, a.interpretability]) !==
      JSON.stringify([b.top1, b.warm_ms, b.bytes, b.interpretability]);
  const expected = options.filter((a) => !options.some((b) => worse(a, b))).map(({ name }) => name);
  expect(expected.length).toBeGreaterThan(1);
  expect(expected.length).toBeLessThan(60);
  expect(front(...options)).toEqual(expected);
});
