import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { matchesModel, matchesWildcard } from '../../../src/catalogue/wildcard.ts';

/** What Python 3.11's `fnmatch.fnmatchcase` says of 160 patterns, most of them random. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, 'fnmatch-reference.json'), 'utf8')) as {
  names: string[];
  matches: [pattern: string, names: string[]][];
};

test('names match as in fnmatch', () => {
  for (const [pattern, names] of REFERENCE.matches) {
    expect(
      REFERENCE.names.filter((name) => matchesWildcard(pattern, name)),
      JSON.stringify(pattern),
    ).toEqual(names);
  }
});

test('a pattern without a dot matches any tag, as in timm.list_models', () => {
  expect(matchesModel('resnet50', 'resnet50.a1_in1k')).toBe(true);
  expect(matchesModel('resnet50', 'resnet50d.a1_in1k')).toBe(false);
  expect(matchesModel('resnet50.a*', 'resnet50.a1_in1k')).toBe(true);
  expect(matchesModel('resnet50.*', 'resnet50')).toBe(false);
  expect(matchesModel('efficientnet_b0', 'efficientnet_b0')).toBe(true);
});

test('many stars cost no more than their length', () => {
  expect(matchesWildcard(`${'*a'.repeat(2_000)}*b`, 'a'.repeat(10_000))).toBe(false);
});
