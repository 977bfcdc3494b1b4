import sharp from 'sharp';
import { expect, it } from 'vitest';

import { panda, phonePhoto } from './kit/pictures.ts';
import { sentPictures } from './kit/sent-pictures.ts';
import { answerOf, describeBrowser, unfold } from './kit/page.ts';

describeBrowser('a picture', (visit) => {
  it.each(['phone', 'desktop'] as const)('is chosen and answered on a %s', async (device) => {
    const { page, faults } = await visit(device);
    await page.setInputFiles(device === 'phone' ? '#camera' : '#file', await panda());
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.bars li').count()).toBe(5);
    expect(await page.locator('#status').innerText()).toMatch(/^giant panda, \d+\.\d %\. (cold|warm), [\d,]+ ms\.$/);
    expect(faults).toEqual([]);
  });

  it('is taken by the camera on a phone, and offered as a file on a desktop', async () => {
    const phone = await visit('phone');
    expect(await phone.page.locator('label[for=camera]').isVisible()).toBe(true);
    expect(await phone.page.getAttribute('#camera', 'capture')).toBe('environment');
    const desktop = await visit('desktop');
    expect(await desktop.page.locator('label[for=camera]').isVisible()).toBe(false);
    expect(await desktop.page.locator('label[for=file]').innerText()).toContain('Choose a picture');
  });

  it.each(['drop', 'paste'] as const)('comes by %s', async (way) => {
    const { page } = await visit('desktop');
    const bytes = [...(await panda()).buffer];
    await page.evaluate(
      ({ bytes, way }) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'panda.jpg', { type: 'image/jpeg' }));
        const options = { bubbles: true, cancelable: true };
        if (way === 'paste') {
          document.body.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
          return;
        }
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
        }
      },
      { bytes, way },
    );
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('html.dropping').count()).toBe(0);
  });

  it('comes from the samples', async () => {
    const { page } = await visit('phone');
    await page.getByRole('button', { name: 'A giant panda in the undergrowth' }).click();
    expect(await answerOf(page)).toBe('giant panda');
  });

  it('of 12 megapixels that lies on its side is sent upright, small, and without place and camera', async () => {
    const file = await phonePhoto();
    const before = await sharp(file.buffer).metadata();
    expect([before.width, before.height, before.orientation]).toEqual([4032, 3024, 6]);
    expect(before.exif?.includes('Some phone')).toBe(true);

    const window = await visit('phone');
    const sent = await sentPictures(window.page);
    await window.page.setInputFiles('#camera', file);
    expect(await answerOf(window.page)).toBe('giant panda');
    const [picture = Buffer.alloc(0)] = await sent();
    const after = await sharp(picture).metadata();
    expect([after.format, after.width, after.height, after.orientation ?? 1]).toEqual(['jpeg', 384, 512, 1]);
    expect(after.exif).toBeUndefined();
    expect(picture.byteLength).toBeLessThan(100_000);

    // The same pixels, upright: as another library shrinks the file.
    const expected = await sharp(file.buffer).rotate().resize(384, 512).removeAlpha().raw().toBuffer();
    const actual = await sharp(picture).removeAlpha().raw().toBuffer();
    const difference = actual.reduce((sum, value, i) => sum + Math.abs(value - (expected[i] ?? 0)), 0) / actual.length;
    expect(difference).toBeLessThan(4);

    const size = await window.page.locator('.size').innerText();
    expect(size).toContain(`${(picture.byteLength / 1024).toFixed(1)} KiB, 384 × 512 px`);
    expect(size).toContain('MiB, 3,024 × 4,032 px');
  });

  it('is sent as it is when the switch says so', async () => {
    const file = await panda();
    const window = await visit('desktop');
    const sent = await sentPictures(window.page);
    await unfold(window.page, '.options');
    await window.page.getByRole('switch', { name: 'Send the original file' }).click();
    await window.page.setInputFiles('#file', file);
    expect(await answerOf(window.page)).toBe('giant panda');
    const [picture] = await sent();
    expect(picture?.equals(file.buffer)).toBe(true);
    expect(await window.page.locator('.size').innerText()).toContain('the original, as it was');
  });

  it('asks nobody but this server', async () => {
    const { page, requests } = await visit('phone');
    await page.setInputFiles('#camera', await panda());
    await answerOf(page);
    const { origin } = new URL(page.url());
    expect(requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(requests.some((url) => url.includes('/v1/classify?'))).toBe(true);
  });
});
