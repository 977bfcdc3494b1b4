import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { DeviceModel } from '../../../src/web/device/device-model.ts';
import { PAGE_DATA } from '../../../src/web/pages/home/page-data.ts';
import { request } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';

const describeModel = async (name: string): Promise<DeviceModel> =>
  (await (await request(`/device/models/${name}`)).json()) as DeviceModel;

describe('a model that browsers may run', () => {
  it.each(['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_distilled_int8'])(
    '%s is described with its labels, and its plan has the sum that the description says',
    async (name) => {
      const { entry, labels, version } = await describeModel(name);
      expect(entry.name).toBe(name);
      expect(labels.en[388]).toContain('giant panda');
      expect(labels.ja[388]).toBe('ジャイアントパンダ');
      expect([labels.en.length, labels.ja.length]).toEqual([1000, 1000]);
      expect(version).toMatch(/^[0-9a-f]{16}$/);
      const plans = entry.files.filter(({ role }) => role === 'plan');
      expect(plans).toHaveLength(1);
      for (const { sha256, bytes } of plans) {
        const response = await request(`/device/files/${sha256}`);
        const content = new Uint8Array(await response.arrayBuffer());
        expect(content.byteLength).toBe(bytes);
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
        expect(response.headers.get('Content-Type')).toBe('application/octet-stream');
        expect(response.headers.get('Content-Length')).toBe(String(bytes));
        expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
      }
    },
  );

  it('has a version of its own', async () => {
    const names = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'];
    const versions = await Promise.all(names.map(async (name) => (await describeModel(name)).version));
    expect(new Set(versions).size).toBe(names.length);
  });

  it('gives away neither the weights of other engines nor what is not there', async () => {
    const { entry } = await describeModel('efficientnet_b0');
    const graph = entry.files.find(({ role }) => role === 'graph');
    const paths = [
      `/device/files/${graph?.sha256 ?? ''}`,
      '/device/files/0',
      '/device/models/resnet50',
      '/device/models/',
    ];
    for (const path of paths) expect((await request(path)).status, path).toBe(404);
  });
});

describe('a deployment', () => {
  const some = deploy({ vars: { DEVICE_MODELS: 'mobilenetv3_small_*' } });
  const none = deploy({ vars: { DEVICE_MODELS: 'off' } });

  it('gives browsers only the models that it declares', async () => {
    const ask = some.send;
    expect((await ask('/device/models/mobilenetv3_small_distilled')).status).toBe(200);
    expect((await ask('/device/models/efficientnet_b0')).status).toBe(404);
    const { entry } = await describeModel('efficientnet_b0');
    for (const { sha256 } of entry.files) expect((await ask(`/device/files/${sha256}`)).status).toBe(404);
    const page = await (await ask('/')).text();
    const data = new RegExp(`id="${PAGE_DATA}">(.*?)</script>`).exec(page)?.[1] ?? '';
    const { device } = JSON.parse(data) as { device: { offers: { name: string }[] } };
    expect(device.offers.map(({ name }) => name)).not.toContain('efficientnet_b0');
    expect(device.offers.map(({ name }) => name)).toContain('mobilenetv3_small_distilled');
  });

  it('can give them none', async () => {
    expect((await none.send('/device/models/mobilenetv3_small_distilled')).status).toBe(404);
  });
});
