import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Every kind of error that the API answers, by the last part of its `type`. */
export const PROBLEMS = {
  'empty-body': { status: 400, title: 'The body is empty', meaning: 'A picture was expected and no byte came.' },
  'missing-field': {
    status: 400,
    title: 'There is no picture',
    meaning: 'A multipart form must hold a file in the field "image", a picture in JSON its "data" or its "url".',
  },
  'duplicate-field': {
    status: 400,
    title: 'The form has several pictures',
    meaning: 'Only POST /v1/classify and POST /v1/classify/batch take several, and not where a heat map is drawn.',
  },
  'malformed-form': {
    status: 400,
    title: 'The form cannot be read',
    meaning: 'The body is not a multipart form with the boundary that its Content-Type names.',
  },
  'malformed-json': {
    status: 400,
    title: 'The JSON cannot be read',
    meaning: 'A JSON body is {"images": [{"id": "...", "data": "<the file in base64>"}]}; "id" may be left out.',
  },
  'malformed-base64': {
    status: 400,
    title: 'Not base64',
    meaning: 'The "data" of a picture is its file in base64, or a data URL of it.',
  },
  'too-many-pictures': {
    status: 413,
    title: 'Too many pictures',
    meaning: 'The member "limit_pictures" is how many a request may have. Those before are answered.',
  },
  'url-not-allowed': {
    status: 403,
    title: 'This address is not read',
    meaning: 'Pictures are read from the hosts that a deployment names, if it names any, and by https alone.',
  },
  'url-unreachable': {
    status: 502,
    title: 'The address cannot be read',
    meaning: 'The server of the picture did not answer in time, or not with the picture.',
  },
  'upload-aborted': {
    status: 400,
    title: 'The upload broke off',
    meaning: 'The connection ended before the body did.',
  },
  'invalid-host': {
    status: 400,
    title: 'The Host header is not valid',
    meaning: 'A request names one host, and a port if need be: "Host: example.org:8787".',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A parameter is not valid',
    meaning: 'The detail names each parameter, and what would be valid.',
  },
  'incompatible-models': {
    status: 400,
    title: 'Models of different classes',
    meaning:
      'An ensemble adds up scores class by class, which takes models that know the same classes in the same order. The member "label_spaces" says which models have which.',
  },
  'engine-not-available': {
    status: 400,
    title: 'Not this engine',
    meaning: 'The member "engines" lists what can run this model here.',
  },
  'key-required': {
    status: 401,
    title: 'A key is needed',
    meaning:
      'This deployment computes for those who send a key that it knows, as Authorization: Bearer or X-EdgeLens-Key.',
  },
  'verification-failed': {
    status: 403,
    title: 'Not verified',
    meaning:
      'This deployment computes for those who have shown to be human, or who send a key. Its page offers the check (Cloudflare Turnstile); the member "turnstile" has what a page of your own needs.',
  },
  'fresh-not-allowed': {
    status: 403,
    title: 'No fresh start here',
    meaning:
      "This deployment lets nobody drop a session, or only its operator (X-EdgeLens-Key with the operator's key).",
  },
  'calibration-not-allowed': {
    status: 403,
    title: 'No calibration here',
    meaning:
      "This deployment lets nobody calibrate its clocks, or only its operator (X-EdgeLens-Key with the operator's key).",
  },
  'unknown-model': { status: 404, title: 'No such model', meaning: 'The member "models" lists the ones there are.' },
  'not-found': { status: 404, title: 'No such page', meaning: 'The API is described at /docs.' },
  'method-not-allowed': {
    status: 405,
    title: 'Wrong method',
    meaning: 'The Allow header lists the methods of this path.',
  },
  'upload-too-slow': {
    status: 408,
    title: 'The upload is too slow',
    meaning: 'So little of the body came for so long that the place is given to others.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'The member "limit_bytes" is the largest body that is taken. It is refused before it is read whole.',
  },
  'picture-too-large': {
    status: 413,
    title: 'The picture is too large to decode',
    meaning: 'Its header announces more pixels than fit into the memory kept for decoding.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Wrong content type',
    meaning: 'Send the picture as it is with an image/* content type, or as the field "image" of a multipart form.',
  },
  'unsupported-picture-format': {
    status: 415,
    title: 'Format not supported',
    meaning: 'JPEG, PNG and WebP are decoded.',
  },
  'not-a-picture': {
    status: 422,
    title: 'Not a picture',
    meaning: 'The bytes are not those of any picture format, or cannot be decoded.',
  },
  'truncated-picture': {
    status: 422,
    title: 'The picture is cut short',
    meaning: 'The file ends before the picture does: the upload broke off, or the file was cut off before.',
  },
  'bad-dimensions': {
    status: 422,
    title: 'Impossible dimensions',
    meaning: 'The header of the file claims a width or height that no picture has.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    meaning:
      'So many requests came from one address, or with one key, that the others need protection. Retry-After says how many seconds to wait, RateLimit-Policy how many requests are allowed.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    meaning: 'It is not your fault. The request id helps to find it in the log.',
  },
  'verification-unavailable': {
    status: 503,
    title: 'Nobody can be verified',
    meaning:
      'Cloudflare did not say whether a Turnstile token is valid, or the deployment is not completely set up. Holders of a key are served.',
  },
  busy: {
    status: 503,
    title: 'Too much at once',
    meaning:
      'Pictures are computed one at a time, a few may wait, and all share one memory. Retry-After says how many seconds to wait; the member "memory" is the account.',
  },
  'ledger-unavailable': {
    status: 503,
    title: 'No record of latencies',
    meaning: 'This deployment has no ledger, or it did not answer. Classifications do not depend on it.',
  },
  'model-too-large': {
    status: 503,
    title: 'The model does not fit',
    meaning: 'Its files are larger than what the memory of an isolate has for models. Choose another one.',
  },
  'model-unavailable': {
    status: 503,
    title: 'The model cannot be loaded',
    meaning: 'Try again in a moment: the next request loads it anew.',
  },
} as const satisfies Record<string, { status: ContentfulStatusCode; title: string; meaning: string }>;

export type ProblemName = keyof typeof PROBLEMS;
