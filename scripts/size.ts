import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';

import { assetName } from './build/asset-name.ts';
import { build } from './build/build.ts';
import { layOutServed, servedSettings } from './build/served.ts';
import { command, main } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { BUNDLE } from './kit/paths.ts';
import { WORKER_BYTES } from './kit/worker/limits.ts';
import { profileOption } from './kit/worker/profile.ts';
import { bundleWorker, filesBelow } from './kit/worker/wrangler.ts';
import { ownPlace } from './models/published/place.ts';
import { ASSET_LIMIT } from './models/weights/shards.ts';

const MIB = 1024 * 1024;

const size = command(
  'npm run size --',
  "Builds, bundles the Worker as a deployment does, and compares what it would upload with Cloudflare's limits.",
).addOption(profileOption());

await main(
  size.action(async ({ profile }) => {
    await build(undefined, profile);
    const place = ownPlace();
    const folder = await layOutServed(place, profile);
    const modules = bundleWorker(BUNDLE, { entry: profile.entry, env: (await servedSettings(place)).env });
    console.log('Worker (uploaded)');
    const uploaded = modules.reduce((sum, path) => sum + print(BUNDLE, path), 0);
    console.log(
      `  ${mebibytes(uploaded)} in all, ${percent(uploaded, WORKER_BYTES)} of the ${mebibytes(WORKER_BYTES)} that a Worker may have`,
    );

    console.log('\nStatic assets (each at most 25 MiB)');
    const assets = filesBelow(folder);
    for (const [name, paths] of Map.groupBy(assets, (path) => assetName(relative(folder, path)))) {
      printRow(name, paths.map(sizesOf).reduce(added));
    }

    if (uploaded > WORKER_BYTES) throw new Failure('the Worker is larger than Cloudflare takes');
    const tooLarge = assets.filter((path) => statSync(path).size > ASSET_LIMIT);
    if (tooLarge.length > 0) throw new Failure(`larger than an asset may be: ${tooLarge.join(', ')}`);
  }),
);

/** Sizes in bytes. */
interface Sizes {
  readonly size: number;
  readonly gzip: number;
}

/** Prints the size of a file, and returns it, in bytes. */
function print(folder: string, path: string): number {
  const sizes = sizesOf(path);
  printRow(relative(folder, path), sizes);
  return sizes.size;
}

function printRow(name: string, { size, gzip }: Sizes): void {
  console.log(`  ${mebibytes(size).padStart(10)} ${`(gzip ${mebibytes(gzip)})`.padEnd(19)} ${name}`);
}

function sizesOf(path: string): Sizes {
  return { size: statSync(path).size, gzip: gzipSync(readFileSync(path)).byteLength };
}

function added(a: Sizes, b: Sizes): Sizes {
  return { size: a.size + b.size, gzip: a.gzip + b.gzip };
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(2)} MiB`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}
