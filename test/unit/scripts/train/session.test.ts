import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { removeModel } from '../../../../scripts/models/catalogue/registration.ts';
import { openEngine, pixelsOf, readModelFiles } from '../../../../scripts/models/onnx/runtime.ts';
import { decodeSafetensors } from '../../../../scripts/models/weights/safetensors.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../scripts/models/workspace.ts';
import { type Observer, type Outcome, train } from '../../../../scripts/train/session.ts';
import { parseTrainOptions, type TrainOptions } from '../../../../scripts/train/options.ts';

const BACKBONE = 'mobilenetv3_small_distilled';
let folder: string;
let workspace: Workspace;
const shapes = (): string => join(folder, 'shapes');

/** A circle or a stripe pattern in some colours, somewhere in the picture. */
async function draw(kind: 'circle' | 'stripes', variant: number): Promise<Buffer> {
  const hue = (variant * 47) % 360;
  const shape =
    kind === 'circle'
      ? `<circle cx="${100 + (variant % 5) * 25}" cy="${110 + (variant % 3) * 30}" r="${50 + (variant % 4) * 12}" fill="hsl(${hue} 70% 40%)"/>`
      : Array.from(
          { length: 10 },
          (_, i) => `<rect x="${i * 32 + (variant % 7)}" width="14" height="300" fill="hsl(${hue} 70% 40%)"/>`,
        ).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="300"><rect width="320" height="300" fill="hsl(${hue + 120} 40% 85%)"/>${shape}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
  workspace = { models: join(folder, 'models'), sources: WORKSPACE.sources };
  await cp(WORKSPACE.models, workspace.models, { recursive: true });
  for (const kind of ['circle', 'stripes'] as const) {
    await mkdir(join(shapes(), kind), { recursive: true });
    for (let variant = 0; variant < 10; variant++) {
      await writeFile(join(shapes(), kind, `${variant}.jpg`), await draw(kind, variant));
    }
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function options(name: string, ...more: string[]): TrainOptions {
  return parseTrainOptions(
    ['--data', shapes(), '--backbone', BACKBONE, '--name', name, '--views', '2', '--epochs', '12'].concat(more),
  );
}

function run(what: TrainOptions, observer: Partial<Observer> = {}, signal?: AbortSignal): Promise<Outcome> {
  const nothing = (): void => undefined;
  return train(
    what,
    { workspace, cache: join(folder, 'cache') },
    { note: nothing, onPicture: nothing, onSkipped: nothing, onEpoch: nothing, ...observer },
    signal,
  );
}

const headOf = (name: string): Promise<Buffer> => readFile(join(workspace.models, `heads/${name}.safetensors`));

describe('train', () => {
  it('learns circles and stripes, and onnxruntime answers as the training did', async () => {
    const { entry, ending, top1 } = await run(options('shapes'));
    expect([ending, top1]).toEqual(['finished', 1]);
    expect(entry).toMatchObject({ classes: { count: 2 }, trained_head: { backbone: BACKBONE } });

    const engine = await openEngine();
    await engine.load(entry, await readModelFiles(workspace, entry));
    const head = decodeSafetensors(new Uint8Array(await headOf('shapes')), 'the head');
    const [weight, bias] = [head.get('classifier.weight'), head.get('classifier.bias')];
    for (const [label, kind] of (['circle', 'stripes'] as const).entries()) {
      // A variant that no training picture had.
      const pixels = await pixelsOf(new Uint8Array(await draw(kind, 23)), entry.input);
      const { logits, features } = await engine.run(entry, pixels, ['logits', 'features']);
      const [, channels = 0, height = 0, width = 0] = features.dims;
      const pooled = Array.from({ length: channels }, (_, channel) => {
        const from = channel * height * width;
        return features.data.slice(from, from + height * width).reduce((a, b) => a + b, 0) / (height * width);
      });
      const expected = [0, 1].map((row) =>
        pooled.reduce(
          (sum, value, channel) => sum + value * (weight?.data[row * channels + channel] ?? NaN),
          bias?.data[row] ?? NaN,
        ),
      );
      expected.forEach((value, index) => {
        expect(Math.abs((logits.data[index] ?? NaN) - value)).toBeLessThan(1e-4);
      });
      expect(logits.data.indexOf(Math.max(...logits.data))).toBe(label);
    }
  });

  it('tells of uneven classes, and takes their frequency out of the head when asked to', async () => {
    const uneven = join(folder, 'uneven');
    await cp(join(shapes(), 'stripes'), join(uneven, 'stripes'), { recursive: true });
    await cp(join(shapes(), 'circle'), join(uneven, 'circle'), { recursive: true });
    for (let variant = 10; variant < 40; variant++) {
      await writeFile(join(uneven, 'circle', `${variant}.jpg`), await draw('circle', variant));
    }
    const notes: string[] = [];
    const note = (line: string): void => void notes.push(line);
    const of = (...more: string[]): TrainOptions => ({ ...options('uneven', '--force', ...more), data: uneven });
    const biasOf = async (): Promise<number[]> =>
      Array.from(
        decodeSafetensors(new Uint8Array(await headOf('uneven')), 'the head').get('classifier.bias')?.data ?? [],
      );
    await run(of(), { note });
    expect(notes).toContainEqual(
      expect.stringMatching(/^"circle" has 4 times as many pictures as "stripes".*--prior even/),
    );
    const [circle = NaN, stripes = NaN] = await biasOf();
    notes.length = 0;
    await run(of('--prior', 'even'), { note });
    expect(notes.filter((line) => line.includes('--prior'))).toEqual([]);
    // 32 and 8 pictures of each, after a fifth was kept aside.
    expect((await biasOf()).map((value) => value.toFixed(3))).toEqual(
      [circle - Math.log(0.8), stripes - Math.log(0.2)].map((value) => value.toFixed(3)),
    );
    const card = await readFile(join(workspace.models, 'uneven.md'), 'utf8');
    expect(card).toContain('--prior even');
    expect(card).toMatch(/all classes are\s+equally likely to this head/);
    expect(card).toMatch(/each class counts the same in .* top-1 is the mean of the recalls/s);
  });

  it('writes a card with the figures, the command and a confusion matrix', async () => {
    const card = await readFile(join(workspace.models, 'shapes.md'), 'utf8');
    expect(card).toContain('Top-1 **100.0 %** on the 4 validation pictures');
    expect(card).toMatch(/\| circle +\| 8 +\| 2 +\| 100\.0 % +\| 100\.0 % +\|/);
    expect(card).toContain('--seed 42');
    expect(card).not.toContain(folder);
    const svg = await readFile(join(workspace.models, 'shapes.confusion.svg'), 'utf8');
    expect(svg).toContain('>circle</text>');
    const { format } = await sharp(Buffer.from(svg)).metadata();
    expect(format).toBe('svg');
  });

  it('gives the same head for the same seed, and another one for another', async () => {
    await run(options('again'));
    expect((await headOf('again')).equals(await headOf('shapes'))).toBe(true);
    await run(options('other', '--seed', '7'));
    expect((await headOf('other')).equals(await headOf('shapes'))).toBe(false);
  });

  it('takes the same pictures in a ZIP file, for the same head', async () => {
    const paths = await readdir(shapes(), { recursive: true });
    const files = await Promise.all(
      paths
        .filter((path) => path.endsWith('.jpg'))
        .map(async (path) => [path.replaceAll('\\', '/'), await readFile(join(shapes(), path))] as const),
    );
    const zip = join(folder, 'packed.zip');
    const text = new TextEncoder().encode('no picture');
    await writeFile(zip, zipSync({ ...Object.fromEntries(files), 'circle/notes.txt': text }));
    const skipped: string[] = [];
    await run(options('packed', '--data', zip), {
      onSkipped: (files) => {
        skipped.push(...files.map(({ path }) => path));
      },
    });
    expect((await headOf('packed')).equals(await headOf('shapes'))).toBe(true);
    expect(skipped).toEqual([join(zip, 'circle/notes.txt')]);
    expect(await readFile(join(workspace.models, 'packed.md'), 'utf8')).toContain('`packed.zip`: 16 pictures');
  });

  it('keeps the best head of an interrupted run, and goes on to the same end', async () => {
    const interruption = new AbortController();
    const interrupted = await run(
      options('broken'),
      {
        onEpoch: ({ epoch }) => {
          if (epoch === 4) interruption.abort();
        },
      },
      interruption.signal,
    );
    expect(interrupted.ending).toBe('interrupted');
    expect(interrupted.bestEpoch).toBeLessThanOrEqual(4);
    const engine = await openEngine();
    await engine.load(interrupted.entry, await readModelFiles(workspace, interrupted.entry));

    const epochs: number[] = [];
    const resumed = await run(options('broken', '--resume', '--force'), {
      onEpoch: ({ epoch }) => {
        epochs.push(epoch);
      },
    });
    expect(resumed.ending).toBe('finished');
    expect(epochs).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await headOf('broken')).equals(await headOf('shapes'))).toBe(true);
    await expect(run(options('broken', '--resume', '--force'))).rejects.toThrow('no interrupted run of this name');
  });

  it('does not go on with other pictures of the same classes', async () => {
    const data = join(folder, 'changing');
    await cp(shapes(), data, { recursive: true });
    const interruption = new AbortController();
    const what = { ...options('changing'), data };
    const onEpoch = (): void => {
      interruption.abort();
    };
    expect((await run(what, { onEpoch }, interruption.signal)).ending).toBe('interrupted');
    await writeFile(join(data, 'circle/0.jpg'), await draw('circle', 29));
    await expect(run({ ...what, resume: true, force: true })).rejects.toThrow(
      'the interrupted run had other options or other pictures',
    );
  });

  it('builds what the backbone lacks, as after a fresh clone', async () => {
    const plan = join(workspace.models, `${BACKBONE}.plan`);
    const before = await readFile(plan);
    await rm(plan);
    const notes: string[] = [];
    const note = (line: string): void => void notes.push(line);
    await run(options('fresh', '--epochs', '1'), { note });
    expect((await readFile(plan)).equals(before)).toBe(true);
    expect(notes).toContain(`${BACKBONE}: building`);
    notes.length = 0;
    await run(options('fresh', '--epochs', '1', '--force'), { note });
    expect(notes.filter((line) => line.startsWith(`${BACKBONE}:`))).toEqual([]);
  });

  it('learns with a hidden layer, SGD and warm restarts, too', async () => {
    const { entry, top1 } = await run(
      options(
        'hidden',
        '--hidden',
        '16',
        '--optimizer',
        'sgd',
        '--scheduler',
        'cosine-restarts',
        '--label-smoothing',
        '0.1',
      ),
    );
    expect(top1).toBe(1);
    const engine = await openEngine();
    await engine.load(entry, await readModelFiles(workspace, entry));
    const pixels = await pixelsOf(new Uint8Array(await draw('stripes', 31)), entry.input);
    const { logits } = await engine.run(entry, pixels, ['logits']);
    expect((logits.data[1] ?? 0) > (logits.data[0] ?? 0)).toBe(true);
  });

  it('leaves out what is no picture and lists it', async () => {
    const data = join(folder, 'odd');
    await cp(shapes(), data, { recursive: true });
    await writeFile(join(data, 'circle/notes.txt'), 'a circle is round');
    await cp(join(data, 'circle/0.jpg'), join(data, 'circle/copy.jpg'));
    const skipped: string[] = [];
    const notes: string[] = [];
    await run(
      { ...options('odd'), data },
      {
        onSkipped: (list) => {
          skipped.push(...list.map(({ path, reason }) => `${path.slice(data.length + 1)}: ${reason}`));
        },
        note: (line) => {
          notes.push(line);
        },
      },
    );
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toMatch(/^circle\/notes\.txt: .*JPEG, PNG and WebP/);
    expect(notes).toContain('pictures that are in their class twice, and count once: 1');
  });

  it('stops between two pictures, keeps their features, and goes on from there', async () => {
    const interruption = new AbortController();
    const seeded = options('stopped', '--seed', '11');
    const seen: number[] = [];
    const stopped = run(
      seeded,
      {
        onPicture: (done) => {
          seen.push(done);
          if (done === 23) interruption.abort();
        },
      },
      interruption.signal,
    );
    await expect(stopped).rejects.toMatchObject({ name: 'Interrupted' });
    await expect(stopped).rejects.toThrow(
      'after the features of 20 pictures and of the crops of 3 of 16, which are kept',
    );
    expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    const kept = async (): Promise<number> => {
      const names = await readdir(join(folder, 'cache/features'), { recursive: true });
      return names.filter((name) => name.endsWith('-2-11.safetensors')).length;
    };
    expect(await kept()).toBe(3);
    expect((await run(seeded)).ending).toBe('finished');
    // Of those to train on, and no others.
    expect(await kept()).toBe(16);
  });
});

describe('bad input', () => {
  it('a name that is taken', async () => {
    await expect(run(options('shapes'))).rejects.toThrow('there is a model "shapes" already; choose another --name');
    await expect(run(options(BACKBONE, '--force'))).rejects.toThrow('is a model of EdgeLens itself');
  });

  it('a backbone that is not there', async () => {
    await expect(run({ ...options('new'), backbone: 'resnet50' })).rejects.toThrow(
      'there is no backbone "resnet50"; there are efficientnet_b0, ',
    );
  });

  it('a class of which too few pictures can be decoded', async () => {
    const data = join(folder, 'broken');
    await cp(shapes(), data, { recursive: true });
    await writeFile(join(data, 'circle/3.jpg'), 'no picture');
    const skipped: string[] = [];
    const refused = run(
      { ...options('new'), data },
      { onSkipped: (list) => skipped.push(...list.map(({ path }) => path)) },
    );
    await expect(refused).rejects.toThrow('a class needs 10 different pictures at least');
    expect(skipped).toEqual([join(data, 'circle/3.jpg')]);
  });

  it('is told before any work begins', async () => {
    const seen: number[] = [];
    const onPicture = (done: number): void => {
      seen.push(done);
    };
    const data = join(folder, 'twins');
    await cp(shapes(), data, { recursive: true });
    await cp(join(data, 'circle/0.jpg'), join(data, 'stripes/circle.jpg'));
    await expect(run({ ...options('new'), data }, { onPicture })).rejects.toThrow('the same picture is in two');
    await expect(run({ ...options('new'), data: folder }, { onPicture })).rejects.toThrow();
    await expect(run(options('again'), { onPicture })).rejects.toThrow('there is a model "again" already');
    await expect(run({ ...options('new'), backbone: 'mobilenetv3_small_distilled_w8' }, { onPicture })).rejects.toThrow(
      'is a quantised variant',
    );
    expect(seen).toEqual([]);
  });

  it('a learning rate at which the loss is lost', async () => {
    await expect(run(options('wild', '--lr', '1e38', '--optimizer', 'sgd'))).rejects.toThrow('try a lower --lr');
    expect((await readManifest(workspace)).models.some(({ name }) => name === 'wild')).toBe(false);
  });

  it('a folder that cannot be written to', async () => {
    // A file where a folder is wanted stops root, too, whom permissions do not.
    const models = join(shapes(), 'circle/0.jpg');
    const places = { workspace: { ...workspace, models }, cache: join(folder, 'cache') };
    const nothing = (): void => undefined;
    const observer = { note: nothing, onPicture: nothing, onSkipped: nothing, onEpoch: nothing };
    await expect(train(options('new'), places, observer)).rejects.toThrow(`nothing can be written to ${models}`);
  });
});

describe('removeModel', () => {
  it('takes a trained model away and leaves its backbone', async () => {
    await removeModel(workspace, 'shapes');
    await expect(headOf('shapes')).rejects.toThrow('ENOENT');
    const { models } = await readManifest(workspace);
    expect(models.some(({ name }) => name === 'shapes')).toBe(false);
    const backbone = models.find(({ name }) => name === BACKBONE);
    if (!backbone) throw new Error('the backbone is gone');
    await readModelFiles(workspace, backbone);
  });

  it('refuses what is not a trained model', async () => {
    await expect(removeModel(workspace, BACKBONE)).rejects.toThrow('is a model of EdgeLens itself and stays');
    await expect(removeModel(workspace, 'nothing')).rejects.toThrow('"nothing" is no model');
  });

  it('leaves the manifest as it was before the training, byte for byte', async () => {
    const path = join(workspace.models, 'manifest.json');
    // As it lies in version control, not as another run has written it.
    await cp(join(WORKSPACE.models, 'manifest.json'), path);
    const before = await readFile(path);
    const others = await readdir(workspace.models, { recursive: true });
    await run(options('passing'));
    expect((await readFile(path)).equals(before)).toBe(false);
    await removeModel(workspace, 'passing');
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(await readdir(workspace.models, { recursive: true })).toEqual(others);
  });
});
