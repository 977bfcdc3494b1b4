import { expect, it } from 'vitest';

import { elsewhere } from '../../../../scripts/kit/elsewhere.ts';

const HERE = 'https://edgelens.example';

it.each([
  [
    302,
    'https://other.example/v1/models?lang=ja',
    `${HERE} answers from elsewhere: give https://other.example instead`,
  ],
  [301, '//other.example/', `${HERE} answers from elsewhere: give https://other.example instead`],
  [307, '/login', `${HERE} answers 307 and sends to /login: is it EdgeLens?`],
  [308, `${HERE}/`, `${HERE} answers 308 and sends to ${HERE}/: is it EdgeLens?`],
])('tells where %i with the Location %s sends', (status, location, sentence) => {
  expect(elsewhere(HERE, { status, headers: new Headers({ Location: location }) })).toBe(sentence);
});

it('tells of an answer that sends nowhere', () => {
  expect(elsewhere(HERE, { status: 300, headers: new Headers() })).toBe(
    `${HERE} answers 300 and sends to nowhere: is it EdgeLens?`,
  );
});

it.each([200, 404, 429])('says nothing of %i', (status) => {
  expect(elsewhere(HERE, { status, headers: new Headers({ Location: 'https://other.example' }) })).toBeUndefined();
});
