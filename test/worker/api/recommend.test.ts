import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

import { recommendationSchema } from '../../../src/contract/recommendation.ts';
import { expectProblem, request } from '../kit/api.ts';

async function recommendation(query = ''): Promise<z.infer<typeof recommendationSchema>> {
  const response = await request(`/v1/recommend${query}`);
  if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
  return recommendationSchema.parse(await response.json());
}

describe('GET /v1/recommend', () => {
  it.each([
    ['medical', /^efficientnet_b[34]$/],
    ['agriculture', /^(mobilenetv3_(small|large)_100|efficientnet_b0)$/],
    ['quality_inspection', null],
    ['newest_accuracy', null],
  ])('for %s begins with a usual choice, or says on which axes that is behind', async (task, usual) => {
    const { ranking, use_case, sentence } = await recommendation(`?use_case=${task}`);
    expect(use_case.name).toBe(task);
    const [first] = ranking;
    expect(sentence).toMatch(new RegExp(`^Take .+ \\(${first?.name.replaceAll('.', '\\.')}\\): .* The next`));
    if (usual !== null) {
      expect(first?.architecture).toMatch(usual);
      return;
    }
    const name = task === 'quality_inspection' ? 'resnet50.a1_in1k' : 'convnext_tiny.fb_in1k';
    const place = 1 + ranking.findIndex((ranked) => ranked.name === name);
    expect(sentence).toContain(`${name}, a usual choice for this task, is number ${place}: `);
    expect(sentence).toMatch(/slower, larger[,.]/);
  });

  it.each([
    '',
    '&use_case=medical',
    '&use_case=agriculture',
    '&use_case=quality_inspection',
    '&use_case=newest_accuracy',
  ])('never begins with the less accurate student or what is made of it (%s)', async (task) => {
    const { ranking } = await recommendation(`?installed=true${task}`);
    expect(ranking[0]?.name).toMatch(/^efficientnet_b0/);
    expect(ranking.slice(-3).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'mobilenetv3_small_distilled',
        'mobilenetv3_small_distilled_w8',
        'mobilenetv3_small_distilled_int8',
      ]),
    );
  });

  it('ranks by what the served weights can do, and not by what others were published at', async () => {
    const { ranking } = await recommendation();
    const student = ranking.find(({ name }) => name === 'mobilenetv3_small_distilled');
    const teacher = ranking.find(({ name }) => name === 'efficientnet_b0');
    expect(student?.evidence.accuracy).toBeNull();
    expect(student?.anchor).toEqual({ name: 'efficientnet_b0', of: 'efficientnet_b0.ra_in1k', top1: 77.7 });
    const [own, theirs] = [student, teacher].map((model) => model?.evidence.own_accuracy.at(-1));
    expect(own?.pictures).toBe(theirs?.pictures);
    expect(student?.top1).toBeCloseTo(77.7 + (own?.top1 ?? NaN) - (theirs?.top1 ?? NaN), 6);
    expect(student?.top1).toBeLessThan(60);
    const added = ranking.find(({ name }) => name === 'efficientnet_b3.ra2_in1k');
    expect([added?.top1, added?.anchor, added?.evidence.accuracy?.same_weights]).toEqual([81.47, null, true]);
  });

  it('ranks what answers here by what was measured, and says where each figure comes from', async () => {
    const { ranking, pareto, rejected } = await recommendation('?installed=true');
    expect(ranking.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['efficientnet_b0', 'mobilenetv3_small_distilled']),
    );
    expect(rejected.every(({ misses }) => misses.some(({ limit }) => limit === 'installed'))).toBe(true);
    expect(rejected.map(({ architecture }) => architecture)).toContain('resnet50');
    for (const { warm_ms, evidence, add, heat_map, distilled_from } of ranking) {
      expect(warm_ms).toBeGreaterThan(0);
      expect(evidence.latency?.command).toMatch(/^npm run /);
      if (distilled_from === null) expect(evidence.accuracy?.source?.url).toMatch(/^https:/);
      expect([add, heat_map]).toEqual([null, true]);
    }
    // The smaller one is faster, the larger one more accurate: neither beats the other.
    expect(pareto).toEqual(expect.arrayContaining(['efficientnet_b0', 'mobilenetv3_small_distilled']));
  });

  it('says what several models together were worth', async () => {
    const { ensembles } = await recommendation();
    const [pair] = ensembles;
    expect(pair).toMatchObject({
      models: ['efficientnet_b0', 'mobilenetv3_small_distilled'],
      ...{ best: 'efficientnet_b0', count: 1292 },
    });
    expect((pair?.added.bytes ?? 0) / 2 ** 20).toBeCloseTo(6.0, 1);
    expect(pair?.added.speed?.warm_ms).toBeGreaterThan(0);
    expect(pair?.sentence).toMatch(
      /^efficientnet_b0, mobilenetv3_small_distilled together \(0\.6, 0\.4\) .+ efficientnet_b0 alone on the same 1,292 pictures, and cost [\d.]+ ms and 6\.0 MiB more: ask efficientnet_b0 alone\.$/,
    );
    const page = await (await request('/compare')).text();
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain(pair?.sentence);
  });

  it('keeps limits, and says what the others miss', async () => {
    const { ranking, rejected } = await recommendation('?max_model_mb=30&min_top1=77');
    expect(ranking.length).toBeGreaterThan(0);
    for (const { bytes, top1 } of ranking) {
      expect(bytes).toBeLessThanOrEqual(30e6);
      expect(top1).toBeGreaterThanOrEqual(77);
    }
    const resnet = rejected.find(({ architecture }) => architecture === 'resnet50');
    expect(resnet?.misses.map(({ limit }) => limit)).toEqual(['max_model_mb']);
    expect(resnet?.misses[0]?.sentence).toMatch(/^files 10\d MB, above 30$/);
  });

  it('says what a million answers cost, from the CPU time of whole answers where that was measured', async () => {
    const { ranking, rejected, prices } = await recommendation();
    const all = [...ranking, ...rejected];
    expect(all.some(({ price }) => price?.whole === true)).toBe(true);
    for (const { price, evidence, name } of all) {
      if (price === null) throw new Error(`${name} has no price`);
      const { cpu_ms, whole, million_usd, free_plan } = price;
      // $0.30 for requests, $2.15 for the ledger, $0.60 for the log.
      expect(million_usd).toBeCloseTo(3.05 + cpu_ms * 0.02, 2);
      expect(free_plan).toBe(cpu_ms > 10 ? false : whole ? true : null);
      expect(evidence.price?.command).toMatch(whole ? /^npm run models -- measure/ : /^npm run bench -- --candidates/);
    }
    const student = all.find(({ name }) => name === 'mobilenetv3_small_distilled')?.price;
    // The same topology with other weights takes the same time.
    expect(all.find(({ name }) => name === 'mobilenetv3_small_100.lamb_in1k')?.price).toEqual(student);
    expect(prices).toMatchObject({ requests: 0.3, cpu_ms: 0.02, ledger: 2.15, logs: 0.6, free_cpu_ms: 10 });
  });

  it('says when nothing fits, and what comes nearest', async () => {
    const { ranking, pareto, sentence, rejected } = await recommendation('?max_model_mb=12&min_top1=81');
    expect([ranking, pareto]).toEqual([[], []]);
    expect(sentence).toContain('Nothing keeps all limits.');
    expect(sentence).toContain(`(${rejected[0]?.name}) comes nearest: `);
    expect(sentence).toMatch(/max_model_mb alone leaves \d+, min_top1 alone leaves \d+\.$/);
  });

  it.each([
    ['?use_case=astronomy', 'use_case: medical, agriculture, quality_inspection, newest_accuracy.'],
    ['?max_latency_ms=0', 'max_latency_ms: a number above 0.'],
    ['?max_latency_ms=fast', 'max_latency_ms: a number above 0.'],
    ['?min_top1=0.75', 'min_top1: a number of percent from 1 to 100.'],
    ['?min_top1=101', 'min_top1: a number of percent from 1 to 100.'],
    ['?heat_map=yes', 'heat_map: true or false.'],
    [
      '?max_size=3',
      'no other parameters than use_case, max_latency_ms, max_model_mb, max_memory_mb, min_top1, heat_map, installed, fits_worker.',
    ],
  ])('refuses %s', async (query, detail) => {
    expect((await expectProblem(await request(`/v1/recommend${query}`), 'invalid-parameter')).detail).toBe(detail);
  });
});
