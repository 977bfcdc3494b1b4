import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import { withFolder } from '../../scripts/train/unpacked.ts';
import { installed } from './kit/installed.ts';
import { answered, exported, kept, opened } from './kit/notebook.ts';
import { answerOf, describeBrowser, unfold } from './kit/page.ts';
import { panda, phonePhoto, type PictureFile } from './kit/pictures.ts';

/** A picture of one colour and no meaning. */
async function plain(background: string): Promise<PictureFile> {
  const image = sharp({ create: { width: 400, height: 300, channels: 3, background } });
  return { name: 'plain.png', mimeType: 'image/png', buffer: await image.png().toBuffer() };
}

/** What entries are called, and whether the visitor says so. */
const headings = async (page: Page): Promise<string[]> =>
  (await page.locator('.entry h2').allInnerTexts()).map((text) => text.replace('\n', ' '));

/** How many names can be chosen from; a few of the thousand classes have the same. */
const names = (page: Page): Promise<number> => page.locator('#class-names option').count();

/** The pictures in a ZIP file by class, unpacked as the training does. */
async function picturesIn(zip: string): Promise<Record<string, Buffer[]>> {
  return withFolder(zip, async (folder) => {
    const pictures: Record<string, Buffer[]> = {};
    for (const name of (await readdir(folder)).sort()) {
      const files = await readdir(join(folder, name));
      pictures[name] = await Promise.all(files.map((file) => readFile(join(folder, name, file))));
    }
    return pictures;
  });
}

describeBrowser('the notebook', (visit) => {
  it('keeps nothing before the visitor says so, and then everything, until it is switched off', async () => {
    const { page, faults, requests } = await visit('phone');
    await answered(page);
    await page.goto('/notebook');
    await page.getByText('Nothing is kept yet.').waitFor();
    expect(await page.getByRole('switch', { name: 'Keep answers on this device' }).isChecked()).toBe(false);
    await page.getByRole('link', { name: 'Take a picture' }).click();
    await kept(page);
    await answered(page, await plain('#a33'));
    await page.getByText('Kept in your notebook.').waitFor();
    await page.locator('#keep-switch').uncheck();
    await answered(page, await plain('#3a3'));
    expect(await page.locator('.naming').count()).toBe(0);
    await opened(page);
    expect(await page.locator('#count').innerText()).toMatch(/^Pictures: 2 · checked by you: 0 · [\d.]+ KiB$/);
    expect((await headings(page))[1]).toBe('giant panda');
    // Everything else was asked for by the page itself.
    expect(requests.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/v1/models'))).toEqual(
      expect.arrayContaining(['/v1/models/efficientnet_b0']),
    );
    expect(faults).toEqual([]);
  });

  it('takes what the visitor says of an answer on the spot', async () => {
    const { page, faults } = await visit('desktop');
    await kept(page);
    await page.getByRole('button', { name: 'It is giant panda' }).click();
    await page.getByText('You say: giant panda').waitFor();
    const field = page.getByLabel('It is …');
    await field.focus();
    // All classes of the model can be chosen from.
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    await field.fill('coon bear');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.inputValue()).toMatch(/^giant panda, /);
    await field.fill('a toy');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You say: a toy').waitFor();
    await opened(page);
    expect(await headings(page)).toEqual(['a toy you say so']);
    expect(faults).toEqual([]);
  });

  it('begins to write what the visitor says as it is said, because the page may be left at once', async () => {
    const { page } = await visit('desktop');
    /** Presses a button. @returns how many transactions began before anything else could happen on the page */
    const begunBy = (selector: string): Promise<number> =>
      page.locator(selector).evaluate(async (button: HTMLElement) => {
        const { prototype } = IDBDatabase;
        const original = Reflect.get(prototype, 'transaction') as (...args: unknown[]) => IDBTransaction;
        let begun = 0;
        Reflect.set(prototype, 'transaction', function (this: IDBDatabase, ...args: unknown[]) {
          if (args[1] === 'readwrite') begun += 1;
          return original.apply(this, args);
        });
        button.click();
        await new Promise((resolve) => {
          setTimeout(resolve);
        });
        Reflect.set(prototype, 'transaction', original);
        return begun;
      });
    await answered(page);
    expect(await begunBy('#keep-switch')).toBe(1);
    await page.locator('#is-right').waitFor();
    expect(await begunBy('#is-right')).toBe(1);
    await page.getByText('You say: giant panda').waitFor();
    await answered(page, await plain('#a33'));
    await page.locator('#is-right').waitFor();
    await opened(page);
    expect(await begunBy('[data-act=confirm]')).toBe(1);
  });

  it('keeps an answer while the browser still asks the visitor whether the notebook may stay', async () => {
    const { page } = await visit('desktop', { path: '/offline' });
    // As Firefox does until its question is answered.
    await page.addInitScript(() => {
      navigator.storage.persist = () => new Promise(() => undefined);
    });
    await page.goto('/');
    await kept(page);
    await opened(page);
    expect(await headings(page)).toEqual(['giant panda']);
  });

  it('adds the answers of other models to the same picture', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await page.locator('.segment:has([name=model])', { hasText: 'Both' }).click();
    await page.locator('.together').waitFor();
    await answerOf(page);
    await page.locator('.naming').waitFor();
    await unfold(page, '.price');
    await page.locator('[data-act=again]').click();
    await answerOf(page);
    await opened(page);
    await expect
      .poll(() =>
        page.locator('.entry').evaluateAll((entries) => entries.map((entry) => entry.querySelectorAll('li').length)),
      )
      .toEqual([2]);
  });

  it('has an answer once, however often the page is loaded anew or seen in another language', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await page.reload();
    await page.getByText('Kept in your notebook.').waitFor();
    await page.getByRole('link', { name: '日本語' }).click();
    await page.getByText('フィールドノートに保存しました。').waitFor();
    await page.getByRole('button', { name: '「ジャイアントパンダ」で合っている' }).click();
    await page.getByText('正解：ジャイアントパンダ').waitFor();
    await page.goto('/notebook');
    await expect.poll(() => headings(page)).toEqual(['ジャイアントパンダ 確認済み']);
  });

  it('keeps what this device answers, without a network', async () => {
    const { page } = await installed((options) => visit('phone', options));
    await page.locator('.segment:has([value=mobilenetv3_small_distilled])').click();
    await page.locator('.segment:has([name=place][value=device])').click();
    await page.locator('[data-act=load]').click();
    await page.locator('#answer').getByText('This device is ready.').waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('.segment:has([value=mobilenetv3_small_distilled])').click();
    await page.locator('.segment:has([name=place][value=device])').click();
    await kept(page);
    await page.getByRole('button', { name: /^It is / }).click();
    await page.getByText('You say').waitFor();
    await opened(page);
    expect(await page.locator('.entry').innerText()).toMatch(/on this device, simd, [\d,.]+ ms/);
  });

  it('is corrected, annotated, searched and deleted', async () => {
    const { page, faults } = await visit('phone');
    await kept(page);
    await answered(page, await plain('#a33'));
    await page.getByText('Kept in your').waitFor();
    await opened(page);
    const red = await page.locator('.entry h2 [lang]').first().innerText();

    const first = page.locator('.entry').first();
    await first.getByRole('button', { name: 'It is …, note' }).click();
    const field = first.getByLabel('It is …');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill('Leaf rust');
    await first.getByLabel('Place').fill('Field 3');
    await first.getByLabel('Note').fill('after rain');
    await page.keyboard.press('Enter');
    await expect.poll(() => headings(page)).toEqual(['Leaf rust you say so', 'giant panda']);
    expect(await first.innerText()).toMatch(/Field 3\n+after rain/);
    expect(await first.locator('[data-act=edit]').evaluate((button) => button === document.activeElement)).toBe(true);

    const search = page.getByRole('searchbox', { name: 'Search' });
    for (const words of ['RUST field', 'after', red]) {
      await search.fill(words);
      await expect.poll(() => headings(page), { message: words }).toEqual(['Leaf rust you say so']);
    }
    expect(await page.locator('#count').innerText()).toMatch(/^Found: 1 of 2 pictures · checked by you: 1 · /);
    await search.fill('nowhere');
    await page.getByText('Nothing in the notebook matches this.').waitFor();
    await search.fill('');

    await page.getByRole('button', { name: 'Delete: giant panda' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator('.entry').count()).toBe(2);
    await page.getByRole('button', { name: 'Delete: giant panda' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => headings(page)).toEqual(['Leaf rust you say so']);
    await page.reload();
    await expect.poll(() => headings(page)).toEqual(['Leaf rust you say so']);

    await page.getByText('Export and delete').click();
    await page.getByRole('button', { name: 'Delete all that is listed' }).click();
    await page.getByText('Delete 1 pictures and their answers').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.entry').count()).toBe(1);
    await page.getByRole('button', { name: 'Delete all that is listed' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing is kept yet.').waitFor();
    expect(faults).toEqual([]);
  });

  it('keeps what the visitor has typed while other entries are searched, confirmed, edited and deleted', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    for (const background of ['#a33', '#3a3']) {
      await answered(page, await plain(background));
      await page.getByText('Kept in your').waitFor();
    }
    await opened(page);
    const [green, red, bear] = [0, 1, 2].map((i) => page.locator('.entry').nth(i));
    if (green === undefined || red === undefined || bear === undefined) throw new Error('there are three');
    const note = page.getByLabel('Note', { exact: true });
    await bear.locator('[data-act=edit]').click();
    await note.fill('behind the bamboo');
    await page.getByRole('searchbox', { name: 'Search' }).fill('efficientnet');
    expect(await note.inputValue()).toBe('behind the bamboo');
    await page.getByRole('searchbox', { name: 'Search' }).fill('nowhere');
    await page.getByText('Nothing in the notebook matches this.').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    expect(await note.inputValue()).toBe('behind the bamboo');

    await red.locator('[data-act=confirm]').click();
    await expect.poll(() => red.locator('.badge-same').count()).toBe(1);
    // As if the visitor came back from another tab.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await red.locator('[data-act=edit]').click();
    expect(await page.locator('.entry-form').count()).toBe(2);
    await green.locator('[data-act=edit]').click();
    // The one in between had nothing in it.
    expect(await page.locator('.entry-form').count()).toBe(2);
    await green.getByRole('button', { name: 'Cancel' }).click();
    await green.locator('[data-act=delete]').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page.locator('.entry').count()).toBe(2);
    expect(await note.inputValue()).toBe('behind the bamboo');
    await note.press('Enter');
    await page.locator('.entry-note', { hasText: 'behind the bamboo' }).waitFor();
    expect(await page.locator('.entry-form').count()).toBe(0);
  });

  it('is exported as a table and as class folders, without place, time and camera of the file', async () => {
    const { page, faults } = await visit('phone');
    // The file goes out as it is; what is kept of it is another one.
    await unfold(page, '.options');
    await page.locator('#original').check();
    await kept(page, await phonePhoto());
    await page.getByRole('button', { name: 'It is giant panda' }).click();
    await page.getByText('You say').waitFor();
    for (const [picture, name] of [
      [await plain('#a33'), 'rust'],
      [await plain('#3a3'), 'Healthy: "yes"/no'],
      [await plain('#33a'), ''],
      [await panda(), ''],
    ] as const) {
      await answered(page, picture);
      await page.getByText('Kept in your').waitFor();
      await page.getByLabel('It is …').fill(name);
      await page.getByRole('button', { name: 'Save' }).click();
      if (name !== '') await page.getByText(`You say: ${name}`).waitFor();
    }
    await opened(page);
    await page.getByText('Export and delete').click();
    const classes = (): Promise<string[]> => page.locator('#training tbody tr').allInnerTexts();
    expect(await classes()).toEqual(['Healthy- -yes--no\t1', 'giant panda\t1', 'rust\t1']);
    await page.getByText('Training needs at least 2 classes, with 10 different pictures each.').waitFor();

    const zip = await exported(page, 'zip');
    expect(zip.name).toMatch(/^notebook-\d{4}-\d\d-\d\d\.zip$/);
    await page.getByText('Exported: 3 pictures.').waitFor();
    const pictures = await picturesIn(zip.path);
    expect(Object.keys(pictures)).toEqual(['Healthy- -yes--no', 'giant panda', 'rust']);
    const [photo] = pictures['giant panda'] ?? [];
    const { format, width, height, exif, orientation } = await sharp(photo).metadata();
    expect({ format, width, height, exif, orientation }).toEqual({
      ...{ format: 'jpeg', width: 384, height: 512 },
      ...{ exif: undefined, orientation: undefined },
    });

    await page.getByRole('switch', { name: 'Also those that you have not checked' }).check();
    // The colour was a guess.
    expect(await classes()).toEqual(['Healthy- -yes--no\t1', 'giant panda\t2', 'rust\t1']);

    const csv = await exported(page, 'csv');
    expect(csv.name).toMatch(/^notebook-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await readFile(csv.path, 'utf8')).split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[5]).toMatch(
      /,"giant panda, panda, .+",,,\d{8}-\d{6}-\w{8}\.jpg,efficientnet_b0,edge,onnxruntime,\d+,false,"giant panda, /,
    );
    expect(faults).toEqual([]);
  });

  it('works without a network, with all names that can be chosen', async () => {
    const { page, faults } = await installed((options) => visit('phone', options));
    await kept(page);
    await opened(page);
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('.entry canvas:not([width="1"])').waitFor();
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    await page.locator('[data-act=edit]').click();
    await page.getByLabel('It is …').fill('tench');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => headings(page)).toEqual(['tench you say so']);
    await page.getByText('Export and delete').click();
    const { path } = await exported(page, 'zip');
    expect(Object.keys(await picturesIn(path))).toEqual(['tench']);
    // From the home page, too.
    await page.goto('/');
    await page.getByRole('link', { name: 'Notebook' }).click();
    await page.locator('.entry').waitFor();
    expect(faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });

  it('has the names that are kept while a network swallows what is asked for', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await opened(page);
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    await page.route('**/v1/models/**', () => undefined);
    await page.reload();
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    await page.goto('/');
    await kept(page);
    await page.getByLabel('It is …').focus();
    await expect.poll(() => names(page)).toBeGreaterThan(990);
  });

  it('knows a class in all languages where there is no room to keep its names, too', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await page.getByRole('button', { name: 'It is giant panda' }).click();
    await page.getByText('You say: giant panda').waitFor();
    await page.getByRole('link', { name: '日本語' }).click();
    await answered(page, {
      ...(await panda()),
      buffer: await sharp((await panda()).buffer)
        .flop()
        .jpeg()
        .toBuffer(),
    });
    await page.getByRole('button', { name: '「ジャイアントパンダ」で合っている' }).click();
    await page.getByText('正解：ジャイアントパンダ').waitFor();
    await page.goto('/offline');
    await page.evaluate(async () => {
      const opening = indexedDB.open('edgelens-notebook');
      await new Promise((resolve) => (opening.onsuccess = resolve));
      const transaction = opening.result.transaction('classes', 'readwrite');
      transaction.objectStore('classes').clear();
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      opening.result.close();
    });
    // The browser looks at its room again only after half a minute, so it is the page that says there is none.
    await page.addInitScript(() => {
      const { prototype } = IDBObjectStore;
      const put = Reflect.get(prototype, 'put') as (...args: unknown[]) => IDBRequest<IDBValidKey>;
      prototype.put = function (this: IDBObjectStore, ...args: unknown[]) {
        if (this.name === 'classes') throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, args);
      };
    });
    await page.goto('/notebook?lang=en');
    await expect.poll(() => names(page)).toBeGreaterThan(990);
    expect(await page.locator('.fault, .failure').count()).toBe(0);
    expect(await headings(page)).toEqual(['giant panda you say so', 'giant panda you say so']);
    await page.getByText('Export and delete').click();
    const { path } = await exported(page, 'zip');
    const pictures = await picturesIn(path);
    expect(Object.entries(pictures).map(([name, files]) => [name, files.length])).toEqual([['giant panda', 2]]);
  });

  it('opens without a network where nothing else was opened before, and so does the home page', async () => {
    const { page } = await installed((options) => visit('phone', options), { path: '/notebook' });
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText('Nothing is kept yet.').waitFor();
    await page.getByRole('link', { name: 'Take a picture' }).click();
    await page.getByText('You are offline. You can still choose a picture').waitFor();
  });

  it('speaks Japanese, also without a network', async () => {
    const { page } = await installed((options) => visit('phone', options), { locale: 'ja' });
    await kept(page);
    await page.getByRole('button', { name: 'で合っている' }).click();
    await page.getByText(/^フィールドノートに保存しました。 正解：/).waitFor();
    await page.goto('/notebook');
    await expect.poll(() => headings(page)).toEqual(['ジャイアントパンダ 確認済み']);
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'フィールドノート' }).waitFor();
    await expect.poll(() => headings(page)).toEqual(['ジャイアントパンダ 確認済み']);
    await page.locator('[data-act=edit]').click();
    await page.getByLabel('正解').fill('テンチ');
    await page.getByRole('button', { name: '保存' }).click();
    await expect.poll(() => headings(page)).toEqual(['テンチ 確認済み']);
    // Exports are the same in every language.
    await page.getByText('書き出しと削除').click();
    expect(Object.keys(await picturesIn((await exported(page, 'zip')).path))).toEqual(['tench']);
    expect(await page.locator('#count').innerText()).toMatch(/^写真 1 枚 · 確認済み 1 枚 · /);
  });

  it('says so where the browser keeps nothing, and nothing else breaks', async () => {
    const { page } = await visit('desktop', { path: '/offline' });
    // As browsers do where data of sites is blocked.
    await page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('blocked', 'SecurityError');
      };
    });
    await page.goto('/');
    await answered(page);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.locator('#keep-switch').click();
    await page.getByText('This browser keeps nothing for this page').waitFor();
    expect(await page.locator('#keep-switch').isChecked()).toBe(false);
    await page.setInputFiles('#file', await panda());
    expect(await answerOf(page)).toBe('giant panda');
    await page.goto('/notebook');
    await page.getByText('This browser keeps nothing for this page').waitFor();
  });

  it('goes on when the browser has ended its connection to the storage', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    const session = await page.context().newCDPSession(page);
    const { origin } = new URL(page.url());
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await answered(page, await plain('#a33'));
    await page.locator('#keep-switch').check();
    await page.getByText('Kept in your notebook.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await opened(page);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    // As if the visitor came back from another tab.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('Nothing is kept yet.').waitFor();
  });

  it('says so when a script does not come, or something else breaks', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await page.getByRole('button', { name: 'It is giant panda' }).click();
    await page.getByText('You say').waitFor();
    await opened(page);
    // As after a deployment, whose files have other names.
    await page.route('**/static/training-zip-*', (route) => route.fulfill({ status: 404 }));
    await page.getByText('Export and delete').click();
    await page.locator('[data-act=zip]').click();
    await page.getByRole('alert').getByText('A part of this page did not come.').waitFor();
    await page.unroute('**/static/training-zip-*');
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await page.getByRole('alert').getByText('A part of').waitFor({ state: 'detached' });
    await page.locator('.entry').waitFor();
    await page.getByText('Export and delete').click();
    expect(Object.keys(await picturesIn((await exported(page, 'zip')).path))).toEqual(['giant panda']);
    await page.evaluate(() => {
      URL.createObjectURL = () => {
        throw new RangeError('no memory');
      };
    });
    await page.locator('[data-act=zip]').click();
    await page.getByRole('alert').getByText('RangeError: no memory').waitFor();
  });

  it('says so when there is no room left, and goes on as soon as there is', async () => {
    const { page } = await visit('desktop', { path: '/offline' });
    const session = await page.context().newCDPSession(page);
    const origin = new URL(page.url()).origin;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await page.goto('/');
    await answered(page);
    await page.locator('#keep-switch').click();
    await page.getByText('This browser has no room left for the notebook.').waitFor();
    expect(await page.locator('#keep-switch').isChecked()).toBe(false);
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await page.locator('#keep-switch').check();
    await page.getByText('Kept in your notebook.').waitFor();
    expect(await page.getByText('no room left').count()).toBe(0);
    await opened(page);
  });

  it('says without scripts that it needs them', async () => {
    const { page } = await visit('phone', { path: '/notebook', javaScriptEnabled: false });
    expect(await page.getByText('The notebook needs JavaScript').isVisible()).toBe(true);
    expect(await page.locator('#keep').isVisible()).toBe(false);
  });

  it.each(['en', 'ja'])('has a header that fits a small phone (%s)', async (locale) => {
    const { page } = await visit('phone', { path: '/notebook', locale, viewport: { width: 320, height: 600 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const lines = await page
      .locator('header :is(a:not(.skip))')
      .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
    expect(new Set(lines).size).toBe(1);
  });
});
