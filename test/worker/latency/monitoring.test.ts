import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { MEASURES, START_KINDS } from '../../../src/contract/names.ts';
import { PROBLEMS } from '../../../src/contract/problems.ts';
import { PATIENCE } from '../../patience.ts';
import { Deployment } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';
import { needsOf } from './promql.ts';

const FOLDER = new URL('../../../docs/monitoring/', import.meta.url);

const targetSchema = z.object({ expr: z.string(), legendFormat: z.string() });
const dashboardSchema = z.object({
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), definition: z.string().optional() })),
  }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(targetSchema).optional(),
    }),
  ),
});
const dashboard = dashboardSchema.parse(JSON.parse(readFileSync(new URL('grafana-dashboard.json', FOLDER), 'utf8')));

const alertsSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ alert: z.string(), expr: z.string(), annotations: z.record(z.string(), z.string()) })),
    }),
  ),
});
const rules = alertsSchema
  .parse(parse(readFileSync(new URL('alerts.yaml', FOLDER), 'utf8')))
  .groups.flatMap((group) => group.rules);

/** Expressions of the dashboard, with a window in the place of Grafana's, and what names their series. */
const EXPRESSIONS = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr: expr.replaceAll('$__rate_interval', '5m'), legendFormat })),
);

/** Labels that Prometheus adds, and the metric that it has of each scrape. */
const OF_PROMETHEUS = ['job', 'instance'];

/** What a label may be, where it is one of a few words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  phase: MEASURES,
  start: START_KINDS,
  problem: Object.keys(PROBLEMS),
  job: ['edgelens'],
};

describe('what watches a deployment', () => {
  const deployment = new Deployment();
  /** The labels of each metric that is exposed. */
  const exposed = new Map<string, Set<string>>([['up', new Set()]]);

  beforeAll(async () => {
    await deployment.start();
    for (let i = 0; i < 2; i++) await deployment.classify('mobilenetv3_small_distilled', 'FRA');
    await deployment.get('/v1/models/nothing');
    await vi.waitFor(async () => {
      const families = parsePrometheus(await (await deployment.get('/metrics')).text());
      for (const { lines } of families.values())
        for (const { name, labels } of lines)
          exposed.set(name, new Set([...(exposed.get(name) ?? []), ...Object.keys(labels)]));
      expect([...families].filter(([, { lines }]) => lines.length === 0)).toEqual([]);
      expect(exposed.get('edgelens_request_phase_seconds_bucket')).toContain('le');
    }, PATIENCE);
  });

  afterAll(() => deployment.server.close());

  /** What an expression asks for that is not there. */
  function missing(expression: string): string[] {
    const { selectors, groupings } = needsOf(expression);
    const known = new Set([...OF_PROMETHEUS, ...selectors.flatMap(({ metric }) => [...(exposed.get(metric) ?? [])])]);
    return [
      ...groupings.filter((label) => !known.has(label)).map((label) => `a grouping by ${label}`),
      ...selectors.flatMap(({ metric, matchers }) => {
        const labels = exposed.get(metric);
        if (labels === undefined) return [`the metric ${metric}`];
        return matchers.flatMap(({ label, operator, value }) => {
          if (!labels.has(label) && !OF_PROMETHEUS.includes(label)) return [`${label} of ${metric}`];
          if (value === `$${label}`) return operator === '=~' ? [] : [`a variable of several values by ${operator}`];
          const words = operator.includes('~') ? value.split('|') : [value];
          return words.filter((word) => WORDS[label]?.includes(word) !== true).map((word) => `${word} as ${label}`);
        });
      }),
    ];
  }

  it.each(EXPRESSIONS)('the dashboard asks for what there is: $title, $expr', ({ expr }) => {
    expect(missing(expr)).toEqual([]);
  });

  it.each(rules)('the alert asks for what there is: $alert', ({ expr }) => {
    expect(missing(expr)).toEqual([]);
  });

  it('names series by labels that its expressions keep', () => {
    for (const { expr, legendFormat } of EXPRESSIONS) {
      const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(needsOf(expr).groupings, expr).toEqual(expect.arrayContaining(labels));
    }
    for (const { alert, expr, annotations } of rules) {
      const labels = [
        ...Object.values(annotations)
          .join('')
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label);
      const kept = /\bby\b/.test(expr) ? needsOf(expr).groupings : ['location', 'instance', 'job'];
      expect(kept, alert).toEqual(expect.arrayContaining(labels));
    }
  });

  it('finds what is not there', () => {
    const asked = 'sum by (colour) (rate(edgelens_requests_total[5m])) + edgelens_ledger_up{phase="sleep"}';
    expect(missing(asked)).toEqual([
      'a grouping by colour',
      'the metric edgelens_requests_total',
      'phase of edgelens_ledger_up',
    ]);
    expect(missing('edgelens_problems_total{problem=~"busy|tired"}')).toEqual(['tired as problem']);
    expect(() => missing('sum by (le (edgelens_ledger_up)')).toThrow('no PromQL');
  });

  it('shows requests, problems, cold starts, quantiles, engines, phases, memory and versions', () => {
    const all = EXPRESSIONS.map(({ expr }) => expr).join('\n');
    for (const part of [
      '0.5,',
      '0.95,',
      '0.99,',
      'edgelens_problems_total',
      'start="cold"',
      'by (le, engine, model)',
      'by (le, phase)',
      'edgelens_wasm_heap_bytes',
      'by (le, version)',
    ])
      expect(all).toContain(part);
  });

  it('has variables that its expressions use, each with the values of a label', () => {
    const variables = dashboard.templating.list.filter(({ type }) => type === 'query');
    const used = new Set(EXPRESSIONS.flatMap(({ expr }) => [...expr.matchAll(/"\$(\w+)"/g)].map(([, name]) => name)));
    expect(new Set(variables.map(({ name }) => name))).toEqual(used);
    for (const { name, definition = '' } of variables) {
      const [, metric = '', label] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? [];
      expect(label).toBe(name);
      expect(exposed.get(metric)).toContain(name);
    }
  });

  it('has panels that do not lie on each other, each with a number of its own', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
