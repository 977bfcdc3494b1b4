interface JpegExports {
  readonly memory: WebAssembly.Memory;
  readonly walloc: (bytes: number) => number;
  /** Returns 0 when the picture is damaged, 1 when it cannot be scaled, or else a pointer. */
  readonly decode: (pointer: number, length: number, width: number, height: number) => number;
  readonly decode_width: (picture: number) => number;
  readonly decode_height: (picture: number) => number;
  /** 0 grey, 1 RGB, 2 CMYK. */
  readonly decode_format: (picture: number) => number;
  readonly decode_buffer: (picture: number) => number;
  readonly decode_free: (picture: number) => void;
}

/** Bytes a pixel of each format. */
const CHANNELS = [1, 3, 4] as const;

/** An instance of imagescript's codec, the Rust crate jpeg-decoder. It frees all that it allocates. */
export class JpegCodec {
  readonly #exports: JpegExports;

  constructor(codec: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(codec).exports as unknown as JpegExports;
  }

  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /**
   * Decodes a file that is given in parts.
   *
   * @param take gets a view of the samples in the codec's memory, and must not keep it
   * @returns what `take` returns, or `undefined` when the codec finds the picture damaged
   * @throws {Error} when the picture has another size than asked for, and whatever the codec traps with
   */
  decode<Result>(
    parts: readonly Uint8Array[],
    width: number,
    height: number,
    take: (samples: Uint8Array) => Result,
  ): Result | undefined {
    const { memory, walloc, decode, ...picture } = this.#exports;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const pointer = walloc(length);
    const input = new Uint8Array(memory.buffer, pointer, length);
    let at = 0;
    for (const part of parts) {
      input.set(part, at);
      at += part.length;
    }
    // The codec takes the copy over, and frees it.
    const result = decode(pointer, length, width, height);
    if (result < 2) return undefined;
    if (picture.decode_width(result) !== width || picture.decode_height(result) !== height)
      throw new Error('The JPEG codec returned a picture of another size.');
    const channels = CHANNELS[picture.decode_format(result)] ?? 0;
    const samples = new Uint8Array(memory.buffer, picture.decode_buffer(result), channels * width * height);
    const taken = take(samples);
    picture.decode_free(result);
    return taken;
  }
}
