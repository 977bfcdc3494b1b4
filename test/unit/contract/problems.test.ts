import { expect, it } from 'vitest';

import { PROBLEMS } from '../../../src/contract/problems.ts';

// As clients rely on them: a change here is a change of the API.
it('each kind of problem has its status', () => {
  const statuses = Object.fromEntries(Object.entries(PROBLEMS).map(([name, { status }]) => [name, status]));
  expect(statuses).toEqual({
    'empty-body': 400,
    'missing-field': 400,
    'duplicate-field': 400,
    'malformed-form': 400,
    'malformed-json': 400,
    'malformed-base64': 400,
    'too-many-pictures': 413,
    'url-not-allowed': 403,
    'url-unreachable': 502,
    'upload-aborted': 400,
    'invalid-host': 400,
    'invalid-parameter': 400,
    'incompatible-models': 400,
    'engine-not-available': 400,
    'key-required': 401,
    'verification-failed': 403,
    'fresh-not-allowed': 403,
    'calibration-not-allowed': 403,
    'unknown-model': 404,
    'not-found': 404,
    'method-not-allowed': 405,
    'upload-too-slow': 408,
    'body-too-large': 413,
    'picture-too-large': 413,
    'unsupported-media-type': 415,
    'unsupported-picture-format': 415,
    'not-a-picture': 422,
    'truncated-picture': 422,
    'bad-dimensions': 422,
    'rate-limited': 429,
    'internal-error': 500,
    'verification-unavailable': 503,
    busy: 503,
    'ledger-unavailable': 503,
    'model-too-large': 503,
    'model-unavailable': 503,
  });
});
