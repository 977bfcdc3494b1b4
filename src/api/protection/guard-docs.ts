import type { OpenAPIHono } from '@hono/zod-openapi';

import type { AppEnv } from '../app-env.ts';
import { problemDoc } from '../problem.ts';
import { PROBLEMS, type ProblemName } from '../../contract/problem.ts';
import { guardsOf } from './protection.ts';

type Description = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;
type PathItem = NonNullable<Description['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

const LIMITED: readonly ProblemName[] = ['rate-limited'];
const ADMITTED: readonly ProblemName[] = ['key-required', 'verification-failed', 'verification-unavailable'];

/** Adds to an OpenAPI description what the guards in front of the routes may answer, and which key they take. */
export function describeGuards({ paths = {}, components, ...rest }: Description): Description {
  const guarded = Object.entries(paths).map(([path, item]) => [path, describe(path, item)] as const);
  const key = { type: 'http' as const, scheme: 'bearer', description: 'Also taken as the header X-EdgeLens-Key.' };
  return {
    ...rest,
    components: { ...components, securitySchemes: { ...components?.securitySchemes, key } },
    paths: Object.fromEntries(guarded),
  };
}

function describe(path: string, item: PathItem): PathItem {
  const { get, post } = item;
  return {
    ...item,
    ...(get && { get: withProblems(get, guardsOf('GET', path)) }),
    ...(post && { post: withProblems(post, guardsOf('POST', path)) }),
  };
}

function withProblems(operation: Operation, guards: ReturnType<typeof guardsOf>): Operation {
  const responses = { ...operation.responses };
  for (const problem of [...(guards.limit === null ? [] : LIMITED), ...(guards.admission ? ADMITTED : [])]) {
    const { status } = PROBLEMS[problem];
    const before: unknown = responses[status];
    responses[status] = {
      description: [...descriptionOf(before), problemDoc(problem).description].join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return { ...operation, responses, ...(guards.admission && { security: [{}, { key: [] }] }) };
}

function descriptionOf(response: unknown): string[] {
  const isDescribed = typeof response === 'object' && response !== null && 'description' in response;
  return isDescribed ? [String(response.description)] : [];
}
