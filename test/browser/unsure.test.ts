import { expect, it } from 'vitest';

import { blackPicture } from './kit/pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';

describeBrowser('an answer that is no more than a guess', (visit) => {
  it('says so in its heading, in its status and below its classes', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await blackPicture());
    expect(await answerOf(page)).toMatch(/^Not sure: perhaps \w+/);
    const [guess = ''] = await page.locator('#answer-heading .guess[lang=en]').allTextContents();
    expect(await page.locator('#status').innerText()).toMatch(
      new RegExp(String.raw`^Not sure: perhaps ${guess}, \d+\.\d %\. (cold|warm), [\d,]+ ms\.$`),
    );
    expect(await page.locator('.answer-card .note').allInnerTexts()).toContainEqual(
      expect.stringMatching(/^On labelled pictures, first answers with a score below \d\d\.\d % were more often wrong/),
    );
    expect(await page.locator('.bars li').count()).toBe(5);
  });

  it('says so in Japanese', async () => {
    const { page } = await visit('desktop', { locale: 'ja' });
    await page.setInputFiles('#file', await blackPicture());
    expect(await answerOf(page)).toMatch(/^判定できません：「.+」かもしれません$/);
  });

  it('says so of several models together', async () => {
    const { page } = await visit('desktop');
    await page.locator('.segment:has([name=model])', { hasText: 'Both' }).click();
    await page.setInputFiles('#file', await blackPicture());
    await answerOf(page);
    expect(await page.locator('.best.unsure').count()).toBe(2);
    expect(await page.locator('.together .unsure').textContent()).toMatch(/^Not sure: perhaps \w+/);
  });

  it('says so without scripts', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false });
    await page.getByLabel('Picture (JPEG, PNG or WebP)').setInputFiles(await blackPicture());
    await page.getByRole('button', { name: 'Ask EfficientNet-B0' }).click();
    expect(await page.locator('#answer-heading').textContent()).toMatch(/^Not sure: perhaps \w+/);
  });

  it('is none of the sample with the car, whichever model is asked', async () => {
    const { page } = await visit('desktop');
    for (const model of ['EfficientNet-B0', 'MobileNetV3-Small (distilled)']) {
      await page.locator('.segment:has([name=model])', { hasText: model }).click();
      await page.getByRole('button', { name: 'A red sports car in a studio' }).click();
      expect(await answerOf(page), model).toBe('sports car');
    }
  });
});
