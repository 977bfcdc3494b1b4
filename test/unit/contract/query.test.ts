import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { ENGINE_NAMES, LANGUAGES, MEASURES, START_KINDS, USE_CASE_NAMES } from '../../../src/contract/names.ts';
import { calibrateQuery } from '../../../src/contract/query/calibrate.ts';
import { classifyQuery, drawnClassifyQuery } from '../../../src/contract/query/classify.ts';
import { compareQuery, drawnCompareQuery } from '../../../src/contract/query/compare.ts';
import { latencyQuery } from '../../../src/contract/query/latency.ts';
import { modelListQuery, modelQuery } from '../../../src/contract/query/models.ts';
import type { Given } from '../../../src/contract/query/parameter.ts';
import { type Query, readQuery } from '../../../src/contract/query/query.ts';
import { recommendQuery } from '../../../src/contract/query/recommend.ts';

const SEED = 20_261_129;
const RUNS = 2000;

/** A number as zod would read it. */
const number = (
  expected: string,
  isValid: (value: number) => boolean,
  pattern = /^\d{1,15}(?:\.\d{1,30})?$/,
): z.ZodType => z.string(expected).regex(pattern, expected).transform(Number).refine(isValid, expected);
const whole = (low: number, high: number): z.ZodType =>
  number(`a whole number from ${low} to ${high}`, (value) => value >= low && value <= high, /^\d{1,9}$/);
const positive = number('a number above 0', (value) => value > 0).optional();
const flag = z
  .enum(['true', 'false'], 'true or false')
  .transform((value) => value === 'true')
  .optional();
const WINDOW = 'a length of time: 90, 90s, 15m, 24h or 7d';
const LENGTHS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const CLASSES = 'all, or up to 10 indices of classes with commas between';
const MODELS = '2 to 4 names with commas between, each with @engine behind it or without';
const WEIGHTS = 'as many numbers from 0 on as there are models, with commas between, one of them above 0';
const PHASES = ['all', ...MEASURES];

const explain = z.enum(['gradcam'], 'gradcam');
const explainClass = z
  .string(CLASSES)
  .regex(/^(all|\d{1,6}(,\d{1,6}){0,9})$/, CLASSES)
  .optional();
const model = z.string('one name').optional();
const engine = z.enum(ENGINE_NAMES, 'onnxruntime or simd').optional();
const topK = whole(1, 1000).default(5);
const lang = z.enum(LANGUAGES, 'en or ja').default('en');
const minScore = number('a number from 0 to 1', (value) => value >= 0 && value <= 1).optional();
const answered = {
  model,
  top_k: topK,
  lang,
  min_score: minScore,
  labels: z.string('names or indices of classes').optional(),
  engine,
};
const explained = { explain: explain.optional(), explain_class: explainClass };
const fresh = z.enum(['session'], 'session').optional();
const compare = {
  models: z.string(MODELS).regex(/^[^,]{1,100}(,[^,]{1,100}){1,3}$/, MODELS),
  weights: z
    .string(WEIGHTS)
    .regex(/^[^,]{1,46}(,[^,]{1,46})*$/, WEIGHTS)
    .optional(),
  top_k: topK,
  lang,
  min_score: minScore,
  engine,
  ...explained,
};

const VERSION = 'the id or the tag of a version, as `versions` has it';

/** The queries as zod reads them, which knows nothing of our readers. */
const CASES: Readonly<Record<string, [Query, z.ZodRawShape]>> = {
  classify: [
    classifyQuery,
    { ...answered, embed: z.enum(['1', 'base64'], '1 or base64').optional(), ...explained, fresh },
  ],
  'classify/heat-map': [
    drawnClassifyQuery,
    { ...answered, explain: explain.default('gradcam'), explain_class: explainClass, fresh },
  ],
  compare: [compareQuery, compare],
  'compare/heat-map': [drawnCompareQuery, { ...compare, explain: explain.default('gradcam') }],
  calibrate: [calibrateQuery, { model, engine, runs: whole(0, 16) }],
  models: [modelListQuery, { name: z.string('one pattern').max(100, 'at most 100 characters').optional() }],
  'models/{name}': [modelQuery, { lang }],
  recommend: [
    recommendQuery,
    {
      use_case: z.enum(USE_CASE_NAMES, 'medical, agriculture, quality_inspection, newest_accuracy').optional(),
      ...{ max_latency_ms: positive, max_model_mb: positive, max_memory_mb: positive },
      min_top1: number('a number of percent from 1 to 100', (value) => value >= 1 && value <= 100).optional(),
      ...{ heat_map: flag, installed: flag, fits_worker: flag },
    },
  ],
  latency: [
    latencyQuery,
    {
      model,
      phase: z
        .preprocess(
          (given) => (typeof given === 'string' ? [given] : given),
          z
            .array(z.string())
            .refine((names) => names.every((name) => PHASES.includes(name)), `one of ${PHASES.join(', ')}`),
        )
        .default(['total'])
        .transform((names) => (names.includes('all') ? MEASURES : MEASURES.filter((name) => names.includes(name)))),
      start: z.enum(START_KINDS, 'cold or warm').optional(),
      group: z.enum(['version'], 'version').optional(),
      version: z
        .string(VERSION)
        .regex(/^[\x20-\x7e]{1,100}$/, VERSION)
        .optional(),
      window: z
        .string(WINDOW)
        .regex(/^0*[1-9]\d{0,7}[smhd]?$/, WINDOW)
        .transform((text) => Number(/^\d+/.exec(text)?.[0]) * (LENGTHS[text.at(-1) ?? ''] ?? 1))
        .optional(),
      slices: whole(1, 96).default(1),
    },
  ],
  nothing: [{}, {}],
};

/** Texts that are right for some parameter, that are nearly right, and that are nothing. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ENGINE_NAMES, ...PHASES, ...START_KINDS, ...USE_CASE_NAMES) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('gradcam', 'session', 'ja', 'true', 'false', 'all', '*', 'a,b', 'a,b,c,d', 'a,,b'),
  },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 1002 }).map(String) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 101, noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.array(fc.nat(1_000_001), { maxLength: 12 }).map((numbers) => numbers.join(',')) },
  { weight: 2, arbitrary: fc.stringMatching(/^0{0,3}[0-9]{1,9}[smhdw]?$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[ +0]?[0-9.e]{0,4}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 110 }) },
);
const given: fc.Arbitrary<Given> = fc.oneof(
  { weight: 9, arbitrary: text },
  fc.array(text, { minLength: 2, maxLength: 3 }),
);

describe.each(Object.entries(CASES))('the query of %s', (_, [query, shape]) => {
  it(`is read as by zod, value by value and fault by fault (seed ${SEED})`, () => {
    const schema = z.strictObject(shape);
    const known = Object.keys(shape);
    const others = ['constructor', '__proto__', 'toString', '', 'Model', 'topk', 'x'];
    const name = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...known, 'x') }, fc.constantFrom(...others));
    const verdicts = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, given), { maxLength: 4, selector: ([own]) => own }), (entries) => {
        const sent = Object.fromEntries(entries);
        const expected = verdictOf(schema.safeParse(sent), sent, known);
        verdicts['values' in expected ? 'right' : 'wrong']++;
        const { values, faults } = readQuery(query, sent);
        expect(faults === null ? { values } : { faults }).toEqual(expected);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Both kinds came up.
    expect(verdicts.right).toBeGreaterThan(0);
    expect(verdicts.wrong).toBeGreaterThan(100);
  });
});

/** What zod found, in the words of an answer. */
function verdictOf(
  result: z.ZodSafeParseResult<Record<string, unknown>>,
  sent: Readonly<Record<string, Given>>,
  known: readonly string[],
): object {
  if (result.success) return { values: result.data };
  return {
    faults: result.error.issues.map(({ code, path, message }) => {
      if (code === 'unrecognized_keys') {
        const expected = known.length === 0 ? 'no parameters' : `no other parameters than ${known.join(', ')}`;
        return { parameter: null, expected };
      }
      const parameter = path.join('.');
      const isDoubled = code === 'invalid_type' && Array.isArray(sent[parameter]);
      return { parameter, expected: isDoubled ? `${message}, given once` : message };
    }),
  };
}
