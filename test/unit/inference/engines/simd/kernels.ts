import { readFile } from 'node:fs/promises';

import { kernelPath, type KernelBuild } from '../../../../../scripts/build/kernels.ts';

/** Both builds of the kernels. */
export const BUILDS: readonly KernelBuild[] = ['relaxed', 'plain'];

/** A build of the kernels, compiled. */
export async function compileKernels(build: KernelBuild): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(kernelPath(build)));
}
