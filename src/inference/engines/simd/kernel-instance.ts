/** A module whose only function uses f32x4.relaxed_madd. */
const PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b],
);

/**
 * Chooses the build of the kernels for this runtime. A Worker may validate bytes, but not compile them.
 * @see https://github.com/WebAssembly/relaxed-simd
 */
export function chooseKernels<Kernels>(builds: { readonly relaxed: Kernels; readonly plain: Kernels }): Kernels {
  return WebAssembly.validate(PROBE) ? builds.relaxed : builds.plain;
}

/** The exports of src/inference/engines/simd/kernels/index.ts. */
interface KernelExports {
  /** Runs so many records, the first of them at an address. */
  readonly run: (record: number, records: number) => void;
  /** xxHash32 of so many bytes at an address. */
  readonly checksum: (from: number, bytes: number, seed: number) => number;
}

/** An instance of the kernels with a memory of its own. */
export interface Kernels extends KernelExports {
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 65536;

/**
 * Instantiates the kernels.
 * @param module a compiled build of src/inference/engines/simd/kernels/
 * @param bytes of memory that are needed; it never grows
 */
export async function instantiateKernels(module: WebAssembly.Module, bytes: number): Promise<Kernels> {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return { ...(exports as unknown as KernelExports), memory };
}
