import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import asc from 'assemblyscript/asc';

import { command, main } from '../kit/command.ts';
import { Failure } from '../kit/failure.ts';
import { KERNELS, ROOT } from '../kit/paths.ts';
import { filesBelow } from '../kit/worker/wrangler.ts';

/**
 * Builds of src/inference/engines/simd/kernels/: the kernels of the SIMD engine with fused multiply-add, the same for engines that do not know
 * relaxed SIMD, and what scales pictures.
 */
export type KernelBuild = 'relaxed' | 'plain' | 'resample';

/** Arguments of each build beside those that all have in common; the entry file comes first. */
const ARGUMENTS: Readonly<Record<KernelBuild, readonly string[]>> = {
  relaxed: ['index.ts', '--importMemory', '--enable', 'relaxed-simd'],
  plain: ['index.ts', '--importMemory'],
  resample: ['resample.ts', '--initialMemory', '1'],
};

const BUILDS = Object.keys(ARGUMENTS) as KernelBuild[];

const SOURCES = join(ROOT, 'src/inference/engines/simd/kernels');
/** Checksum of the sources that were compiled last. */
const STAMP = join(KERNELS, 'sources.sha256');
/** Checksums of the kernels that every machine must produce. */
const SUMS = join(SOURCES, 'sha256.json');

/** Where a build lies. */
export function kernelPath(build: KernelBuild): string {
  return join(KERNELS, `${build}.wasm`);
}

/**
 * Compiles src/inference/engines/simd/kernels/ to WebAssembly, unless that has been done.
 * @param record for maintainers: write the checksums instead of comparing with them
 * @throws Failure when it does not compile, or the result differs from the recorded checksums
 */
export async function buildKernels(report: (line: string) => void, record = false): Promise<void> {
  if (!record && areKernelsBuilt()) {
    report('kernels: up to date');
    return;
  }
  const sums = readSums();
  const sources = sumOfSources();
  report('kernels: building');
  mkdirSync(KERNELS, { recursive: true });
  for (const build of BUILDS) {
    const wasm = await compile(build);
    const sum = sumOf(wasm);
    if (record) sums[build] = sum;
    else if (sums[build] !== sum) {
      throw new Failure(
        `the ${build} kernels have the sha256 ${sum}, but src/inference/engines/simd/kernels/sha256.json says ${sums[build]}. Who changed them on ` +
          'purpose records it with "npm run kernels -- --record".',
      );
    }
    writeFileSync(kernelPath(build), wasm);
  }
  writeFileSync(STAMP, sources);
  if (record) writeFileSync(SUMS, `${JSON.stringify(sums, null, 2)}\n`);
}

/** Whether the kernels are those of their sources, with the sums that every machine must produce. */
export function areKernelsBuilt(): boolean {
  const sums = readSums();
  const isSame = (build: KernelBuild): boolean => sumOfFile(kernelPath(build)) === sums[build];
  return readIfThere(STAMP)?.toString() === sumOfSources() && BUILDS.every(isSame);
}

function readSums(): Record<KernelBuild, string> {
  return JSON.parse(readFileSync(SUMS, 'utf8')) as Record<KernelBuild, string>;
}

async function compile(build: KernelBuild): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const complaints: string[] = [];
  const { error } = await asc.main(
    [
      ...ARGUMENTS[build],
      ...['--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '--enable', 'simd'],
      // Silences the warning that vectors cannot be passed to JavaScript; none are.
      ...['--disableWarning', '112'],
    ],
    {
      readFile: (name, folder) => {
        try {
          return readFileSync(join(SOURCES, folder === '.' ? '' : folder, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, content) => {
        if (name === 'kernels.wasm' && typeof content !== 'string') wasm = content;
      },
      listFiles: () => [],
      stdout: { write: (text) => complaints.push(String(text)) > 0 },
      stderr: { write: (text) => complaints.push(String(text)) > 0 },
    },
  );
  if (error || !wasm || complaints.length > 0)
    throw new Failure(`src/inference/engines/simd/kernels/ does not compile:\n${complaints.join('')}`);
  return wasm;
}

function sumOfSources(): string {
  const hash = createHash('sha256');
  for (const path of filesBelow(SOURCES)) {
    if (path.endsWith('.ts')) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

function sumOfFile(path: string): string | undefined {
  const bytes = readIfThere(path);
  return bytes && sumOf(bytes);
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.main) {
  await main(
    command('npm run kernels --', 'Compiles the kernels of the SIMD engine to WebAssembly, unless that has been done.')
      .option('--record', 'for maintainers: write the checksums of the kernels, instead of comparing with them')
      .action(({ record = false }) =>
        buildKernels((line) => {
          console.log(`edgelens: ${line}`);
        }, record),
      ),
  );
}
