/** What src/inference/engines/simd/kernels/index.ts exports. */
interface KernelExports {
  /** Runs so many records from an address on. */
  readonly run: (record: number, records: number) => void;
  /** xxHash32 of so many bytes from an address on. */
  readonly checksum: (from: number, bytes: number, seed: number) => number;
}

/** An instance of the kernels with a memory of its own. */
export interface Kernels extends KernelExports {
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 65536;

/**
 * Starts the kernels.
 * @param module build of src/inference/engines/simd/kernels/
 * @param bytes of memory that are needed; it never grows
 */
export async function startKernels(module: WebAssembly.Module, bytes: number): Promise<Kernels> {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return { ...(exports as unknown as KernelExports), memory };
}
