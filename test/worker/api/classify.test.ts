import { describe, expect, it } from 'vitest';

import { TRIAGE_PICTURES } from '../../triage-pictures.ts';
import { pixelsOf } from '../../../scripts/models/onnx/runtime.ts';
import { entryOf, open, readFiles } from '../../unit/scripts/models/onnx/onnxruntime.ts';
import { classification, form, PANDA, post, readSource, request } from '../kit/api.ts';

describe('POST /v1/classify', () => {
  it('sees the giant panda in a raw body', async () => {
    const answer = await classification(await post(await readSource(PANDA)));
    expect(answer.model).toBe('efficientnet_b0');
    expect(answer.predictions).toHaveLength(5);
    expect(answer.predictions[0]).toMatchObject({
      index: 388,
      label: expect.stringContaining('giant panda') as string,
    });
    expect(answer.predictions[0]?.score).toBeGreaterThan(0.5);
    expect(answer.photo).toMatchObject({ format: 'jpeg', width: 696, height: 613, orientation: 1 });
  });

  it('gives the same answer for a multipart form', async () => {
    const panda = await readSource(PANDA);
    const raw = await classification(await post(panda));
    const multipart = await classification(
      await request('/v1/classify', { method: 'POST', body: form(['image', panda]) }),
    );
    expect(multipart.predictions).toEqual(raw.predictions);
    expect(multipart.photo).toEqual(raw.photo);
  });

  it.each(TRIAGE_PICTURES)('mobilenetv3_small_triage takes %s for %s', async (file, label) => {
    const picture = await readSource(`qvac-classification-ggml/test/images/${file}`);
    const answer = await classification(await post(picture, '?model=mobilenetv3_small_triage'));
    expect(answer.model).toBe('mobilenetv3_small_triage');
    expect(answer.predictions[0]?.label).toBe(label);
    expect(answer.predictions).toHaveLength(3);
    expect(answer.predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 6);
  });

  it('answers as many classes as top_k asks for, best first', async () => {
    const { predictions } = await classification(await post(await readSource(PANDA), '?top_k=1000'));
    expect(predictions).toHaveLength(1000);
    expect(new Set(predictions.map(({ index }) => index)).size).toBe(1000);
    expect(predictions.map(({ score }) => score)).toEqual(predictions.map(({ score }) => score).sort((a, b) => b - a));
    expect(predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 6);
  });

  it('names classes in the language that is asked for', async () => {
    const panda = await readSource(PANDA);
    const english = await classification(await post(panda, '?lang=en'));
    const japanese = await classification(await post(panda, '?lang=ja&explain=gradcam&explain_class=388,517'));
    const without = (predictions: typeof english.predictions): object[] =>
      predictions.map((prediction) => ({ ...prediction, label: undefined }));
    expect(without(japanese.predictions)).toEqual(without(english.predictions));
    expect(english.predictions[0]?.label).toBe('giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca');
    expect(japanese.predictions[0]?.label).toBe('ジャイアントパンダ');
    expect(japanese.explanations?.map(({ label }) => label)).toEqual(['ジャイアントパンダ', 'クレーン']);
    const meal = await readSource('qvac-classification-ggml/test/images/meal_1.jpg');
    const triage = await classification(await post(meal, '?model=mobilenetv3_small_triage&lang=ja'));
    expect(triage.predictions[0]?.label).toBe('料理');
  });

  it('is warm the second time and says why', async () => {
    const panda = await readSource(PANDA);
    await classification(await post(panda));
    const { start, memory, model_bytes } = await classification(await post(panda));
    expect(start).toMatchObject({ kind: 'warm', runtime: 'reused', session: 'reused' });
    expect(start.tiered).toBeGreaterThan(0);
    expect(start.isolate.requests_before).toBeGreaterThan(0);
    expect(model_bytes).toBe(21_139_461);
    expect(memory.limit_bytes).toBe(128 * 2 ** 20);
    // The decoder had the file and the 696 x 613 RGB picture in its memory.
    expect(memory.decoder_heap_bytes).toBeGreaterThan(116_068 + 3 * 696 * 613);
    expect(memory.decoder_heap_bytes).toBeLessThan(16 * 2 ** 20);
  });

  it('sees the giant panda with mobilenetv3_small_distilled, too', async () => {
    const answer = await classification(await post(await readSource(PANDA), '?model=mobilenetv3_small_distilled'));
    expect(answer.model).toBe('mobilenetv3_small_distilled');
    expect(answer.predictions[0]?.index).toBe(388);
  });

  it('has scores at the temperature that it names, and says how far they were off', async () => {
    const panda = await readSource(PANDA);
    const { predictions, calibration } = await classification(await post(panda, '?top_k=1000'));
    const model = entryOf('efficientnet_b0');
    const { logits } = await (await open(await readFiles(model)))(new Float32Array(await pixelsOf(panda, model.input)));
    const temperature = calibration?.temperature ?? NaN;
    expect(temperature).not.toBe(1);
    const exponentials = Array.from(logits, (logit) => Math.exp(logit / temperature));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    for (const { index, score } of predictions) expect(score).toBeCloseTo((exponentials[index] ?? NaN) / sum, 3);
    expect(calibration?.count).toBeGreaterThan(500);
    expect(calibration?.error).toBeLessThan(15);
    expect(calibration?.pictures).toContain('ImageNet');
  });

  it('says of a model without labelled pictures that nobody checked its scores', async () => {
    const answer = await classification(await post(await readSource(PANDA), '?model=mobilenetv3_small_triage'));
    expect(answer.calibration).toBeNull();
  });

  it('keeps onnxruntime with all models under 80 MiB of WebAssembly memory', async () => {
    const panda = await readSource(PANDA);
    await classification(await post(panda, '?model=efficientnet_b0'));
    await classification(await post(panda, '?model=mobilenetv3_small_triage'));
    const { memory } = await classification(await post(panda, '?model=mobilenetv3_small_distilled'));
    // More than the weights (35 MiB) or it does not count what it should.
    expect(memory.wasm_heap_bytes).toBeGreaterThan(35 * 2 ** 20);
    expect(memory.wasm_heap_bytes).toBeLessThan(80 * 2 ** 20);
  });

  it('shows the same times in the body and in Server-Timing', async () => {
    const response = await post(await readSource(PANDA));
    const header = response.headers.get('Server-Timing') ?? '';
    const { timings } = await classification(response);
    expect(timings.clock).toEqual({ name: 'rpc', resolution_ms: 1 });
    const { receive_ms, queue_ms, rpc_ms, total_ms, phases_ms } = timings;
    const { explain, ...phases } = phases_ms;
    expect(explain).toBeNull();
    const metrics = header
      .split(', ')
      .slice(0, -1)
      .map((metric) => {
        // server-timing-metric = token *( ";" token "=" ( token / quoted-string ) )
        const [, name = '', duration] =
          /^([a-z]+);dur=(\d+(?:\.\d+)?);desc="rpc clock in 1 ms steps"$/.exec(metric) ?? [];
        return [name, Number(duration)] as const;
      });
    expect(Object.fromEntries(metrics)).toEqual({
      receive: receive_ms,
      queue: queue_ms,
      rpc: rpc_ms,
      ...phases,
      total: total_ms,
    });
    const sum = Object.values(phases).reduce((a, b) => a + b, 0);
    expect(total_ms).toBeGreaterThanOrEqual(sum + queue_ms + rpc_ms);
    expect(phases.infer).toBeGreaterThan(0);
  });

  it('counts the wait for a body that does not say how long it is', async () => {
    const panda = await readSource(PANDA);
    const slow = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(panda.slice(0, 1000));
        await new Promise((resolve) => setTimeout(resolve, 400));
        controller.enqueue(panda.slice(1000));
        controller.close();
      },
    });
    const headers = { 'Content-Type': 'image/jpeg' };
    const init = { method: 'POST', body: slow, headers, duplex: 'half' };
    const { timings, predictions } = await classification(await request('/v1/classify', init));
    expect(predictions[0]?.index).toBe(388);
    // The pause is the client's, so the server cannot have waited for much less.
    expect(timings.receive_ms).toBeGreaterThan(300);
  });

  it('answers eight at once', async () => {
    const panda = await readSource(PANDA);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        classification(await post(panda, i % 2 === 0 ? '' : '?model=mobilenetv3_small_distilled')),
      ),
    );
    answers.forEach(({ model, predictions }, i) => {
      expect(model).toBe(i % 2 === 0 ? 'efficientnet_b0' : 'mobilenetv3_small_distilled');
      expect(predictions).toEqual(answers[i % 2]?.predictions);
    });
  });
});
