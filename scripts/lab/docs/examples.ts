import { readFileSync } from 'node:fs';

import { Failure } from '../../kit/failure.ts';
import { PICTURE } from '../../kit/paths.ts';

/** An answer of the API that a document prints. */
export interface Example {
  readonly method: 'GET' | 'POST';
  /** With its query. A `POST` sends the picture of the project. */
  readonly path: string;
  /** What is printed of the answer; all of it when undefined. */
  readonly keys: readonly string[] | undefined;
  /** The JSON as it is printed. */
  readonly json: string;
}

/** Asks the Worker for a path. */
export type Ask = (path: string, init: RequestInit) => Promise<Response>;

/** Comments before a JSON block: what was asked, what is printed of it; prettier leaves the layout alone. */
const EXAMPLE =
  /(<!-- answer to (GET|POST) (\S+?)(?:: ([a-z_, ]+))? -->\n<!-- prettier-ignore -->\n```json\n)([\s\S]*?)(\n```)/g;

/** No line of an example is longer than this where it can be broken. */
const WIDTH = 110;

/** The examples of a document, in its order. */
export function examplesIn(document: string): Example[] {
  return Array.from(document.matchAll(EXAMPLE), ([, , method, path = '', keys, json = '']) => ({
    method: method === 'POST' ? 'POST' : 'GET',
    path,
    keys: keys?.split(', '),
    json,
  }));
}

/** A document with other answers in its examples, one each. */
export function withAnswers(document: string, answers: readonly unknown[]): string {
  let next = 0;
  return document.replace(
    EXAMPLE,
    (_, head: string, _method, _path, _keys, _json, tail: string) => `${head}${layOut(answers[next++])}${tail}`,
  );
}

/**
 * What the Worker answers to the request of an example, reduced to what is printed of it.
 *
 * @throws Failure when the answer lacks a key that is to be printed
 */
export async function answerTo({ method, path, keys }: Example, ask: Ask): Promise<unknown> {
  const post = { body: readFileSync(PICTURE), headers: { 'Content-Type': 'image/jpeg' } };
  const response = await ask(path, { method, ...(method === 'POST' ? post : {}) });
  const answer: unknown = await response.json();
  if (keys === undefined) return answer;
  const whole = new Map(Object.entries(answer ?? {}));
  return Object.fromEntries(
    keys.map((key) => {
      if (!whole.has(key)) throw new Failure(`the answer to ${method} ${path} has no "${key}"`);
      return [key, whole.get(key)];
    }),
  );
}

/** JSON for readers: what fits on a line stands on one, apart from the answer as a whole. */
function layOut(value: unknown, indent = '', before = 0): string {
  const flat = onOneLine(value);
  if (typeof value !== 'object' || value === null) return flat;
  if (indent !== '' && indent.length + before + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  if (!Array.isArray(value)) {
    const fields = Object.entries(value).map(([key, field]) => {
      const name = `${JSON.stringify(key)}: `;
      return `${inner}${name}${layOut(field, inner, name.length)}`;
    });
    return `{\n${fields.join(',\n')}\n${indent}}`;
  }
  const items = value.map((item) => layOut(item, inner));
  const lines = value.every((item) => typeof item !== 'object' || item === null) ? filled(items, inner) : items;
  return `[\n${lines.map((line) => `${inner}${line}`).join(',\n')}\n${indent}]`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${onOneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Short items, as many on a line as fit. */
function filled(items: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 2 + item.length < WIDTH) {
      lines[lines.length - 1] = `${last}, ${item}`;
    } else {
      lines.push(item);
    }
  }
  return lines;
}
