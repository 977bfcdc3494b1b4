import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { answerTo, type Example, examplesIn } from '../../../scripts/lab/docs/examples.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';
import { PATIENCE } from '../../patience.ts';
import { request } from '../kit/api.ts';

/** Texts that are other ones with every request, or with what was asked before. */
const VARYING = [
  'id',
  'request_id',
  'kind',
  'runtime',
  'session',
  'from',
  'to',
  'method',
  'sentence',
  'start',
  'few',
  'timestamp',
];
/** Numbers that are the same on every machine. */
const FIXED = [
  'index',
  'bounds_ms',
  'bytes',
  'width',
  'height',
  'status',
  'limit_bytes',
  'reserve_bytes',
  'model_bytes',
];
/** How many there are depends on what was asked before. */
const GROWING = ['groups', 'series', 'few'];

const DOCUMENTS = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
const EXAMPLES = DOCUMENTS.flatMap((name) =>
  examplesIn(readFileSync(join(ROOT, name), 'utf8')).map((example) => ({ name, ...example })),
);

describe('the answers that the documentation prints', () => {
  it('are some in the README and some elsewhere', () => {
    expect(new Set(EXAMPLES.map(({ name }) => name)).size).toBeGreaterThan(1);
  });

  it.each(EXAMPLES)('$name, $method $path: is what the Worker answers (else run: npm run docs)', async (example) => {
    const answer = await settled(example);
    expect(differences(JSON.parse(example.json), answer, '')).toEqual([]);
  });
});

/** The answer; that of the ledger once it has a cold and a warm sample. */
async function settled(example: Example): Promise<unknown> {
  if (!example.path.startsWith('/v1/latency')) return answerTo(example, request);
  const model = new URL(example.path, 'http://localhost').searchParams.get('model') ?? '';
  const printed = groupsOf(JSON.parse(example.json));
  return vi.waitFor(async () => {
    await answerTo({ ...example, method: 'POST', path: `/v1/classify?model=${model}` }, request);
    const answer = await answerTo(example, request);
    if (groupsOf(answer) < printed) throw new Error('the samples do not come into the ledger');
    return answer;
  }, PATIENCE);
}

function groupsOf(answer: unknown): number {
  return answer !== null && typeof answer === 'object' && 'groups' in answer && Array.isArray(answer.groups)
    ? answer.groups.length
    : 0;
}

/** Where a printed answer is other than the real one: by its keys, its types, its lengths and what does not vary. */
function differences(printed: unknown, real: unknown, path: string): string[] {
  const key = /([^.[]*)(\[\d+\])?$/.exec(path)?.[1] ?? '';
  if (Array.isArray(printed) && Array.isArray(real)) {
    const lengths = printed.length === real.length || GROWING.includes(key) ? [] : [`${path}: another length`];
    return [
      ...lengths,
      ...printed.flatMap((item, i) => differences(item, real[i < real.length ? i : 0], `${path}[${i}]`)),
    ];
  }
  if (isObject(printed) && isObject(real)) {
    const keys = [...new Set([...Object.keys(printed), ...Object.keys(real)])];
    const [before, now] = [printed, real].map((object) => Object.keys(object).join());
    const order = before === now ? [] : [`${path}: keys ${now} instead of ${before}`];
    const inside = keys.flatMap((name) =>
      name in printed && name in real
        ? differences(printed[name], real[name], path === '' ? name : `${path}.${name}`)
        : [`${path}.${name}: only ${name in printed ? 'printed' : 'answered'}`],
    );
    return [...order, ...inside];
  }
  const type = (value: unknown): string => (value === null ? 'null' : typeof value);
  if (type(printed) !== type(real)) return [`${path}: ${type(printed)} instead of ${type(real)}`];
  // Which engines have samples depends on what the other tests have asked for.
  const ofLedger = key === 'engine' && path.startsWith('groups');
  const varies = ofLedger || (typeof real === 'number' ? !FIXED.includes(key) : VARYING.includes(key));
  const close = key === 'score' ? Math.abs(Number(printed) - Number(real)) < 1e-3 : varies;
  return close || printed === real ? [] : [`${path}: ${String(printed)} instead of ${String(real)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
