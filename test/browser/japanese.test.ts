import { expect, it } from 'vitest';

import { violations } from './kit/axe.ts';
import { answerOf, describeBrowser } from './kit/page.ts';
import { panda } from './kit/pictures.ts';

const JAPANESE = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u;

describeBrowser('in Japanese', (visit) => {
  it('the answer, its bars, its heat map and what a screen reader hears have Japanese names', async () => {
    const { page, requests } = await visit('phone', { locale: 'ja' });
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    const heading = page.locator('#answer-heading');
    expect([await heading.textContent(), await heading.getAttribute('lang')]).toEqual(['ジャイアントパンダ', 'ja']);
    const bars = page.locator('.bar-label');
    expect(await bars.count()).toBe(5);
    for (const bar of await bars.all()) {
      expect(await bar.getAttribute('lang')).toBe('ja');
      expect(await bar.textContent()).toMatch(JAPANESE);
    }
    const figure = page.locator('.picture canvas');
    expect(await figure.getAttribute('aria-label')).toBe('「ジャイアントパンダ」のヒートマップ（Grad-CAM）');
    const second = await bars.nth(1).textContent();
    await page.locator('[data-class]').nth(1).click();
    expect(await figure.getAttribute('aria-label')).toContain(`「${second ?? ''}」`);
    expect(await page.locator('#status').textContent()).toMatch(
      /^ジャイアントパンダ、\d+\.\d %。(コールド|ウォーム)スタート、[\d,]+ ms。$/,
    );
    expect(
      requests.filter((url) => url.includes('/v1/classify')).map((url) => new URL(url).searchParams.get('lang')),
    ).toEqual(['ja']);
    expect(await violations(page)).toEqual([]);
  });

  it('so have both models and what they say together', async () => {
    const { page } = await visit('desktop', { locale: 'ja' });
    await page.locator('.segment:has([name=model])', { hasText: '両方' }).click();
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    expect(await page.locator('.best').allTextContents()).toEqual(['ジャイアントパンダ', 'ジャイアントパンダ']);
    expect(await page.locator('.together .bar-label').first().textContent()).toBe('ジャイアントパンダ');
    expect(await page.locator('.together').textContent()).toContain('1位の答えは変わりませんでした');
  });

  it('so has the answer to the form of a browser without scripts', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false, locale: 'ja' });
    await page.getByRole('button', { name: '茂みの中のジャイアントパンダ' }).click();
    const heading = page.locator('#answer-heading');
    expect([await heading.textContent(), await heading.getAttribute('lang')]).toEqual(['ジャイアントパンダ', 'ja']);
  });

  it('an answer that was given in English has them, too, when the page becomes Japanese', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await panda());
    expect(await answerOf(page)).toBe('giant panda');
    const scores = await page.locator('.bar-score').allTextContents();
    await page.getByRole('link', { name: '日本語' }).click();
    await page.locator('#answer-heading[lang=ja]').waitFor();
    expect(await page.locator('#answer-heading').textContent()).toBe('ジャイアントパンダ');
    expect(await page.locator('.bar-label').nth(1).textContent()).toBe('ヒグマ');
    expect(await page.locator('.bar-score').allTextContents()).toEqual(scores);
    await page.locator('[data-class]').nth(1).click();
    expect(await page.locator('.picture canvas').getAttribute('aria-label')).toContain('「ヒグマ」');
  });

  it('names stay English on an English page', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    const heading = page.locator('#answer-heading');
    expect([await heading.textContent(), await heading.getAttribute('lang')]).toEqual(['giant panda', 'en']);
  });
});
