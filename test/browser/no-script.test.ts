import { expect, it } from 'vitest';

import { panda } from './kit/pictures.ts';
import { describeBrowser } from './kit/page.ts';

describeBrowser('without scripts', (visit) => {
  it.each(['phone', 'desktop'] as const)('a form gives a page with the answer and its cost on a %s', async (device) => {
    const { page } = await visit(device, { javaScriptEnabled: false });
    expect(await page.locator('label[for=camera]').isVisible()).toBe(false);
    await page.getByLabel('Picture (JPEG, PNG or WebP)').setInputFiles(await panda());
    await page.getByRole('button', { name: 'Ask MobileNetV3-Small (distilled)', exact: true }).click();
    expect(await page.locator('#answer-heading').textContent()).toBe('giant panda');
    expect(await page.locator('.by').innerText()).toBe('MobileNetV3-Small (distilled)');
    expect(await page.locator('.bars li').count()).toBe(5);
    expect(await page.locator('.badge').innerText()).toMatch(/^(cold|warm)$/);
    expect(await page.locator('.waterfall caption').allInnerTexts()).toEqual([
      "The server's clock, ms rpc, steps of 1 ms",
    ]);
    expect(await page.locator('.memory-wasm').count()).toBe(2);
    // The form is still there for another picture.
    expect(await page.getByRole('button', { name: 'Ask EfficientNet-B0' }).isVisible()).toBe(true);
  });

  it('a sample is one button', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'A giant panda in the undergrowth' }).click();
    expect(await page.locator('#answer-heading').textContent()).toBe('giant panda');
  });

  it('an answer says what of its picture was not there, and that its colours may be off', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false });
    const whole = await panda();
    // Behind the start of the file a colour profile without contents; then two thirds of the file.
    const profile = Buffer.from('ICC_PROFILE\0');
    const segment = Buffer.concat([Buffer.from([0xff, 0xe2, 0, profile.length + 2]), profile]);
    const start = whole.buffer.subarray(0, 2);
    const rest = whole.buffer.subarray(2, Math.floor((whole.buffer.length * 2) / 3));
    const picture = { ...whole, buffer: Buffer.concat([start, segment, rest]) };
    await page.getByLabel('Picture (JPEG, PNG or WebP)').setInputFiles(picture);
    await page.getByRole('button', { name: 'Ask EfficientNet-B0' }).click();
    const notes = await page.locator('.answer-card .note').allInnerTexts();
    expect(notes).toContainEqual(expect.stringMatching(/^The file ends before its picture does: [5-9]\d\.\d %/));
    expect(notes).toContainEqual(expect.stringMatching(/^Its colour profile is of a kind that is not read here/));
  });

  it('an error is a page in words, with its status', async () => {
    const { page } = await visit('phone', { javaScriptEnabled: false, locale: 'ja' });
    await page.getByLabel('写真（JPEG、PNG、WebP）').setInputFiles({
      name: 'notes.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('no picture'),
    });
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST'),
      page.getByRole('button', { name: 'EfficientNet-B0 で推論' }).click(),
    ]);
    expect(response.status()).toBe(422);
    expect(await page.getByRole('alert').innerText()).toContain(
      '画像ファイルではないか、デコードできないファイルです。',
    );
    expect(await page.locator('.picker input[type=file]').first().isVisible()).toBe(true);
  });
});
