import type { ProblemName } from './problems.ts';

/** The headers of our answers that mean something to a program, as OpenAPI describes them. */
export const HEADERS = {
  'X-Request-Id': {
    required: true,
    description: 'Names the request in the log: as it was sent, or made up here.',
    schema: { type: 'string', maxLength: 64 },
  },
  'Cache-Control': {
    required: true,
    description: 'Answers that only a deployment changes may be kept, all others not.',
    schema: { type: 'string', pattern: '^(no-store|public, max-age=[0-9]+)$' },
  },
  'Server-Timing': {
    required: false,
    description:
      'The phases of an answer to a picture in ms, with the clock that read them, and the place of the request in its trace, as a `traceparent` of https://www.w3.org/TR/trace-context/. Not where an answer may be cached.',
    schema: { type: 'string', pattern: '(^|, )traceparent;desc="00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"$' },
    example:
      'receive;dur=1;desc="rpc clock in 1 ms steps", infer;dur=118;desc="rpc clock in 1 ms steps", traceparent;desc="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"',
  },
  ETag: {
    required: true,
    description:
      'Names this answer. Sent back as If-None-Match, it is answered with 304 as long as nothing has changed.',
    schema: { type: 'string', pattern: '^"[^"]+"$' },
  },
  Allow: {
    required: true,
    description: 'The methods of the path.',
    schema: { type: 'string' },
    example: 'POST, OPTIONS',
  },
  Location: {
    required: true,
    description: 'Where to go on.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Set-Cookie': {
    required: true,
    description: 'The session of somebody who is verified, for half an hour.',
    schema: { type: 'string' },
  },
  'WWW-Authenticate': {
    required: true,
    description: 'Which key is needed, and whether the one that was sent is not known.',
    schema: { type: 'string' },
    example: 'Bearer realm="EdgeLens"',
  },
  Accept: {
    required: false,
    description: 'The media types that are taken, where the one of the body is not.',
    schema: { type: 'string' },
    example: 'image/*, multipart/form-data, application/json',
  },
  'Accept-Encoding': {
    required: false,
    description: 'The encodings that are taken, where the body may have another one.',
    schema: { type: 'string' },
    example: 'identity',
  },
  'Retry-After': {
    required: false,
    description:
      'After how many seconds the same request may be answered. Always with 429; with 503 where waiting helps.',
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimit: {
    required: true,
    description: 'What is left of the policy (draft-ietf-httpapi-ratelimit-headers): nothing.',
    schema: { type: 'string' },
    example: '"compute";r=0',
  },
  'RateLimit-Policy': {
    required: false,
    description:
      'How many requests (q) are counted in how many seconds (w), and under which name (draft-ietf-httpapi-ratelimit-headers); not where nothing is counted.',
    schema: { type: 'string', pattern: '^"[a-z]+";q=[0-9]+;w=[0-9]+$' },
    example: '"compute";q=120;w=60',
  },
} as const;

export type HeaderName = keyof typeof HEADERS;

/** Headers that only some problems have. */
export const PROBLEM_HEADERS: Readonly<Partial<Record<ProblemName, readonly HeaderName[]>>> = {
  'key-required': ['WWW-Authenticate'],
  'method-not-allowed': ['Allow'],
  'unsupported-media-type': ['Accept', 'Accept-Encoding'],
  'rate-limited': ['Retry-After', 'RateLimit'],
  'verification-unavailable': ['Retry-After'],
  busy: ['Retry-After'],
  'ledger-unavailable': ['Retry-After'],
  'model-unavailable': ['Retry-After'],
};

/** Says that a response has these headers: refers to their descriptions, which are components of the whole. */
export function headerDocs(...names: readonly HeaderName[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
