import type { OpenAPIHono } from '@hono/zod-openapi';

import { headerDocs, HEADERS } from '../../contract/headers.ts';
import { PROBLEMS, type ProblemName } from '../../contract/problems.ts';
import { type Guards, guardsOf } from '../protection/guards.ts';
import { problemDoc } from './problem-doc.ts';
import { SECURITY_SCHEMES } from './security.ts';

export type Description = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type PathItem = NonNullable<Description['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

interface ResponseDescription {
  readonly description: string;
  readonly headers?: object;
  readonly content?: object;
}

/** What may be wrong with a request to any path. */
const COMMON: readonly ProblemName[] = ['invalid-parameter', 'invalid-host', 'method-not-allowed', 'internal-error'];
const LIMITED: readonly ProblemName[] = ['rate-limited'];
const ADMITTED: readonly ProblemName[] = ['key-required', 'verification-failed', 'verification-unavailable'];

/**
 * Adds to an OpenAPI description what the routes do not know of themselves: what the guards in front of them and the app
 * around them answer, the headers of all answers, and how callers show who they are.
 */
export function completeDescription({ paths = {}, components, ...rest }: Description): Description {
  const complete = (path: string, { get, post, ...item }: PathItem): PathItem => ({
    ...item,
    ...(get && { get: completeOperation(get, guardsOf('GET', path)) }),
    ...(post && { post: completeOperation(post, guardsOf('POST', path)) }),
  });
  return {
    ...rest,
    components: { ...components, headers: HEADERS, securitySchemes: SECURITY_SCHEMES },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, complete(path, item)])),
  };
}

function completeOperation(operation: Operation, guards: Guards): Operation {
  const responses = { ...(operation.responses as Record<string, ResponseDescription>) };
  for (const problem of [...COMMON, ...(guards.limit === null ? [] : LIMITED), ...(guards.admission ? ADMITTED : [])]) {
    const { status } = PROBLEMS[problem];
    const before = responses[status];
    const { description, headers } = problemDoc(problem);
    responses[status] = {
      description: before === undefined ? description : `${before.description}; ${description}`,
      headers: { ...before?.headers, ...headers },
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  const always = {
    ...headerDocs('X-Request-Id', 'Cache-Control', 'Server-Timing'),
    ...(guards.limit === null ? {} : headerDocs('RateLimit-Policy')),
  };
  return {
    ...operation,
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        { ...response, headers: { ...response.headers, ...always } },
      ]),
    ),
  };
}
