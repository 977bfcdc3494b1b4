import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { Classification } from '../../src/contract/classification.ts';
import type { Comparison } from '../../src/contract/comparison.ts';
import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser, unfold } from './kit/page.ts';

type Maps = NonNullable<Classification['explanations']>;

/** The API's answer that the page draws. */
async function answerTo<Answer>(page: Page, route: string, act: () => Promise<unknown>): Promise<Answer> {
  const [response] = await Promise.all([page.waitForResponse((answer) => answer.url().includes(route)), act()]);
  const answer = (await response.json()) as Answer;
  await answerOf(page);
  return answer;
}

/** Moves the slider as a visitor does. */
async function setStrength(page: Page, percent: number): Promise<void> {
  await page.locator('#strength').evaluate((input, value) => {
    if (input instanceof HTMLInputElement) input.value = String(value);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, percent);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

async function pixelsOf(page: Page, figure = 0): Promise<Pixels> {
  const canvas = page.locator('.picture canvas').nth(figure);
  // As text, because the protocol needs half a minute for an array of millions of numbers.
  const { width, height, text } = await canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element;
    const bytes = element.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return { width, height, text: btoa(text) };
  });
  return { width, height, data: [...Buffer.from(text, 'base64')] };
}

function colourAt({ width, data }: Pixels, x: number, y: number): number[] {
  const at = 4 * (Math.round(y) * width + Math.round(x));
  return data.slice(at, at + 3);
}

/** The largest difference between two colours in any channel. */
function difference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

/** Position of a cell's middle on a canvas. */
function middleOf({ map, region }: Maps[number], cell: number, scale: number): [x: number, y: number] {
  const [column, row] = [cell % map.width, Math.floor(cell / map.width)];
  return [
    (region.left + ((column + 0.5) / map.width) * region.width) * scale,
    (region.top + ((row + 0.5) / map.height) * region.height) * scale,
  ];
}

/** Compares the drawn pixels with the API's answer. */
async function expectDrawn(page: Page, explanation: Maps[number], photo: { width: number }, figure = 0): Promise<void> {
  await setStrength(page, 0);
  const plain = await pixelsOf(page, figure);
  await setStrength(page, 100);
  const drawn = await pixelsOf(page, figure);
  const scale = plain.width / photo.width;
  const { values } = explanation.map;
  expect(Math.max(...values)).toBe(1);
  for (const [cell, value] of values.entries()) {
    const [x, y] = middleOf(explanation, cell, scale);
    const [before, after] = [colourAt(plain, x, y), colourAt(drawn, x, y)];
    // At the peak there is only the brightest colour of inferno; without evidence there is only the picture.
    if (value === 1) expect(difference(after, [252, 255, 164]), `peak, cell ${cell}`).toBeLessThan(32);
    if (value < 0.005) expect(difference(after, before), `nothing, cell ${cell}`).toBeLessThan(8);
  }
  // The model does not see the edges.
  const corner = colourAt(drawn, 3, 3);
  const half = colourAt(plain, 3, 3).map((value) => value / 2);
  expect(difference(corner, half)).toBeLessThan(4);
}

describeBrowser('a heat map', (visit) => {
  it.each(['phone', 'desktop'] as const)('lies over the picture where the model says, on a %s', async (device) => {
    const { page } = await visit(device);
    const picture = await panda();
    const answer = await answerTo<Classification>(page, '/v1/classify', () => page.setInputFiles('#file', picture));
    const [first, second] = answer.explanations ?? [];
    if (first === undefined || second === undefined) throw new Error('there are no maps');
    expect(first.label).toContain('giant panda');
    await expectDrawn(page, first, answer.photo);
    expect(await page.getByRole('img', { name: 'Heat map (Grad-CAM) for giant panda' }).count()).toBe(1);

    // A tap on another label shows its heat map.
    await page.locator(`[data-class="${second.index}"]`).click();
    expect(await page.locator('[data-class][aria-pressed=true]').getAttribute('data-class')).toBe(String(second.index));
    await expectDrawn(page, second, answer.photo);
  });

  it('of the original is where it is in the shrunk one', async () => {
    const { page } = await visit('desktop');
    await unfold(page, '.options');
    await page.getByRole('switch', { name: 'Send the original file' }).click();
    const picture = await panda();
    const answer = await answerTo<Classification>(page, '/v1/classify', () => page.setInputFiles('#file', picture));
    expect(answer.photo).toMatchObject({ width: 696, height: 613 });
    const [first] = answer.explanations ?? [];
    if (first === undefined) throw new Error('there are no maps');
    await expectDrawn(page, first, answer.photo);
  });
});

describeBrowser('both models', (visit) => {
  it.each(['phone', 'desktop'] as const)('stand side by side, with what they say together, on a %s', async (device) => {
    const { page } = await visit(device);
    await page.locator('.segment:has([name=model])', { hasText: 'Both' }).click();
    const picture = await panda();
    const answer = await answerTo<Comparison>(page, '/v1/compare', () => page.setInputFiles('#file', picture));
    expect(answer.models.map(({ model }) => model)).toEqual(['efficientnet_b0', 'mobilenetv3_small_distilled']);
    expect(await page.locator('.by').allInnerTexts()).toEqual(['EfficientNet-B0', 'MobileNetV3-Small (distilled)']);
    const boxes = await Promise.all([0, 1].map((i) => page.locator('.model-answer').nth(i).boundingBox()));
    expect(boxes[0]?.y).toBe(boxes[1]?.y);
    expect((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0)).toBeLessThanOrEqual(boxes[1]?.x ?? 0);

    for (const [i, { explanations }] of answer.models.entries()) {
      const [first] = explanations ?? [];
      if (first === undefined) throw new Error('there are no maps');
      await expectDrawn(page, first, answer.photo, i);
    }
    // The mean of both models, for the classes that both answered with.
    const [a, b] = answer.models.map(({ predictions }) => predictions[0]?.score ?? 0);
    const together = page.locator('.together');
    const mean = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    expect(await together.locator('.bar-score').first().innerText()).toBe(
      `${mean.format(100 * (((a ?? 0) + (b ?? 0)) / 2))} %`,
    );
    expect(await together.innerText()).toContain('Both say the same.');
    expect(await together.innerText()).toContain(`${answer.agreement.top5_shared} of five in common`);
    expect(await together.innerText()).toContain('changed nothing about the first answer');
    // A label of the second model changes only the second picture.
    const before = await pixelsOf(page, 0);
    await page.locator('.model-answer').nth(1).locator('.bar').nth(2).click();
    expect((await pixelsOf(page, 0)).data).toEqual(before.data);
    expect(await page.locator('[aria-pressed=true]').count()).toBe(2);
    expect(await page.locator('.start').count()).toBe(2);
    expect(await page.locator('.waterfall .group').allInnerTexts()).toEqual([
      'EfficientNet-B0',
      'MobileNetV3-Small (distilled)',
    ]);
  });

  it('answer a form without scripts, too', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false });
    await page.getByLabel('Picture (JPEG, PNG or WebP)').setInputFiles(await panda());
    await page.getByRole('button', { name: 'Ask both' }).click();
    expect(await page.locator('.best').allTextContents()).toEqual(['giant panda', 'giant panda']);
    expect(await page.locator('.together').innerText()).toContain('Both say the same.');
  });
});
