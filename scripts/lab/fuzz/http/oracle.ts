import type { z } from 'zod';

import { batchEndSchema, batchItemSchema, batchSchema } from '../../../../src/contract/batch.ts';
import { classificationSchema } from '../../../../src/contract/classification.ts';
import { comparisonSchema } from '../../../../src/contract/comparison.ts';
import { problemSchema } from '../../../../src/contract/problem.ts';
import { PROBLEMS } from '../../../../src/contract/problems.ts';
import { reasonOf } from '../../../kit/failure.ts';
import type { Finding } from '../decode/oracle.ts';
import type { Answer } from './answer.ts';
import type { Reply } from './exchange.ts';
import type { RawRequest } from './raw-request.ts';

/** Statuses with which the runtime itself refuses bytes that are not HTTP; Cloudflare's own servers may use others. */
const DOOR_STATUSES = [400, 404, 405, 408, 411, 414, 415, 417, 431, 500, 501, 505];

/** Judges what came back for a request; undefined when all is as it should be. */
export function judgeReply({ name, method, expected, marker }: RawRequest, reply: Reply): Finding | undefined {
  if ('silence' in reply) {
    if (reply.silence === 'closed' && (expected.silence ?? false)) return undefined;
    const words = { closed: 'the connection was closed', refused: 'nobody listens', timeout: 'no answer came in time' };
    return { reason: reply.silence === 'timeout' ? 'hang' : 'reset', message: words[reply.silence] };
  }
  if ('garbage' in reply) return { reason: 'garbage', message: reply.garbage };
  const { answer } = reply;
  const reached = answer.headers.has('x-request-id');
  if (!reached) {
    if ((expected.door ?? false) && DOOR_STATUSES.includes(answer.status)) return undefined;
    return { reason: 'request-id', message: `status ${answer.status} without a request id` };
  }
  return (
    wrongFrame(answer) ??
    wrongReflection(answer, marker) ??
    wrongBody(answer, method, expected.page ?? false) ??
    (expected.statuses.includes(answer.status)
      ? undefined
      : {
          reason: 'status',
          message: `status ${answer.status} for ${name}, where ${expected.statuses.join(', ')} are documented`,
        })
  );
}

function wrongFrame({ headers, rest }: Answer): Finding | undefined {
  if (rest.length > 0) return { reason: 'second-answer', message: `${rest.length} bytes follow the answer` };
  if (headers.has('x-fuzz-injected'))
    return { reason: 'injection', message: 'a header of the request is in the answer' };
  if (headers.get('x-request-id')?.length !== 1) return { reason: 'request-id', message: 'several request ids' };
  if (headers.get('x-content-type-options')?.[0] !== 'nosniff')
    return { reason: 'headers', message: 'there is no X-Content-Type-Options' };
  return undefined;
}

function wrongReflection({ headers, body }: Answer, marker: string): Finding | undefined {
  const all = [...[...headers].flat(2), body.toString('latin1')];
  if (!all.some((text) => text.includes(marker))) return undefined;
  return { reason: 'reflection', message: 'the answer repeats what the request had in a hostile place' };
}

function wrongBody(answer: Answer, method: string, isPage: boolean): Finding | undefined {
  const { status, headers, body } = answer;
  if (method === 'HEAD' || status === 204) return undefined;
  if (isPage) return wrongPage(answer);
  if (status >= 400) return wrongProblem(answer);
  if (headers.get('content-type')?.[0] === 'application/x-ndjson') return wrongLines(body);
  const isJson = headers.get('content-type')?.[0]?.startsWith('application/json') ?? false;
  if (!isJson) return undefined;
  const json = parse(body);
  if (json === undefined) return { reason: 'json', message: 'the body is no JSON' };
  if (typeof json !== 'object' || json === null) return undefined;
  const schemas = { predictions: classificationSchema, ensemble: comparisonSchema, complete: batchSchema };
  const schema = Object.entries(schemas).find(([member]) => member in json)?.[1];
  const { error } = schema?.safeParse(json) ?? {};
  return error === undefined ? undefined : { reason: 'schema', message: reasonOf(error) };
}

/** Lines of JSON: pictures, and one at the end. */
function wrongLines(body: Buffer): Finding | undefined {
  const lines = body.toString('utf8').trimEnd().split('\n');
  for (const [i, line] of lines.entries()) {
    const json = parse(Buffer.from(line));
    const schema = i === lines.length - 1 ? batchEndSchema : batchItemSchema;
    const { error } = schema.safeParse(json);
    if (error !== undefined) return { reason: 'schema', message: `line ${i + 1}: ${reasonOf(error)}` };
  }
  return undefined;
}

function wrongPage({ status, headers, body }: Answer): Finding | undefined {
  const type = headers.get('content-type')?.[0] ?? 'none';
  if (!type.startsWith('text/html')) return { reason: 'page', message: `status ${status} as ${type}` };
  const text = body.toString('utf8');
  const isWhole = text.startsWith('<!doctype html>') && text.trimEnd().endsWith('</html>');
  return isWhole ? undefined : { reason: 'page', message: 'the page is cut off' };
}

function wrongProblem({ status, headers, body }: Answer): Finding | undefined {
  const type = headers.get('content-type')?.[0] ?? 'none';
  if (type !== 'application/problem+json') return { reason: 'problem', message: `status ${status} as ${type}` };
  const { data, error } = problemSchema.safeParse(parse(body));
  if (error !== undefined) return { reason: 'problem', message: reasonOf(error) };
  if (status === 500) return { reason: 'internal-error', message: `status 500: ${data.detail}` };
  const wrong = wrongMembers(data, status, headers.get('x-request-id')?.[0] ?? '');
  return wrong === undefined ? undefined : { reason: 'problem', message: wrong };
}

function wrongMembers(problem: z.infer<typeof problemSchema>, status: number, requestId: string): string | undefined {
  const kind = Object.entries(PROBLEMS).find(([name]) => problem.type === `/problems/${name}`)?.[1];
  if (kind === undefined) return `there is no kind ${problem.type}`;
  if (problem.status !== status || kind.status !== status) return `${problem.type} with status ${status}`;
  if (problem.title !== kind.title) return `${problem.type} is called "${problem.title}"`;
  if (problem.request_id !== requestId) return 'another request id than in the header';
  const isLeaky = /\bat \S+:\d+|Error:|undefined|\[object|NaN/.test(problem.detail);
  return isLeaky ? `the detail "${problem.detail}"` : undefined;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
