import { expect, it } from 'vitest';

import { askedModels } from '../../../../scripts/bench/asked-models.ts';
import { benchOptions, checkBenchOptions } from '../../../../scripts/bench/options.ts';
import { parse } from '../../../../scripts/kit/command.ts';
import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';
import { fakeServer } from './fake-server.ts';

const never = (): never => expect.unreachable('nobody asks for a classification');

function askedFor(...argv: string[]): Promise<string[]> {
  return askedModels(checkBenchOptions(parse(benchOptions, argv)), WORKSPACE);
}

it('finds the default models among those of this checkout, by the names that answers have', async () => {
  const there = (await readManifest(WORKSPACE)).models.map(({ name }) => name);
  const models = await askedFor();
  expect(models[0]).toBe('efficientnet_b0');
  expect(models[1]).toMatch(/^mobilenetv3_small_/);
  expect(there).toEqual(expect.arrayContaining(models));
});

it('measures a model once that two names stand for', async () => {
  const [, name = ''] = await askedFor();
  await expect(askedFor('--models', `mobilenetv3_small,${name}`)).resolves.toEqual([name]);
});

it('asks a deployment which of its models answers to the name of a network', async () => {
  await using server = await fakeServer(never, 'large');
  await expect(askedFor('--url', server.origin, '--models', 'network,small')).resolves.toEqual(['large', 'small']);
});

it('names the known models where there is no such', async () => {
  await expect(askedFor('--models', 'resnet50')).rejects.toThrow(
    /^models\/manifest\.json has no model resnet50\. Known: efficientnet_b0, /,
  );
  await using server = await fakeServer(never);
  await expect(askedFor('--url', server.origin, '--models', 'resnet50')).rejects.toThrow(
    `${server.origin} has no model resnet50. Known: small, large`,
  );
});

it('does not compare two models that share the name of a network', async () => {
  await using a = await fakeServer(never, 'small');
  await using b = await fakeServer(never, 'large');
  await expect(askedFor('--url', a.origin, '--compare', b.origin, '--models', 'network')).rejects.toThrow(
    `network is small at ${a.origin} and large at ${b.origin}: name a model that both have`,
  );
});
