/** Values of a point. */
const STEP_Z = 3;

/** Colours at the points of a grid in a cube of colours, and between them by interpolation. */
export class ColourGrid {
  readonly #values: Float32Array;
  readonly #lastX: number;
  readonly #lastY: number;
  readonly #lastZ: number;
  readonly #stepX: number;
  readonly #stepY: number;

  /**
   * @param points along each side of the cube, two at least
   * @param values three for each point; the third coordinate changes fastest
   */
  constructor([first, second, third]: readonly [number, number, number], values: Float32Array) {
    this.#values = values;
    this.#lastX = first - 1;
    this.#lastY = second - 1;
    this.#lastZ = third - 1;
    this.#stepX = STEP_Z * second * third;
    this.#stepY = STEP_Z * third;
  }

  /**
   * Interpolates between the corners of the tetrahedron that a colour is in, as little-cms does.
   *
   * @param x coordinates, 0 to 1
   * @param out gets three values
   */
  sample(x: number, y: number, z: number, out: Float64Array): void {
    const values = this.#values;
    const stepX = this.#stepX;
    const stepY = this.#stepY;
    const cellX = Math.min(this.#lastX - 1, Math.floor(x * this.#lastX));
    const cellY = Math.min(this.#lastY - 1, Math.floor(y * this.#lastY));
    const cellZ = Math.min(this.#lastZ - 1, Math.floor(z * this.#lastZ));
    const partX = x * this.#lastX - cellX;
    const partY = y * this.#lastY - cellY;
    const partZ = z * this.#lastZ - cellZ;
    const corner = cellX * stepX + cellY * stepY + cellZ * STEP_Z;
    // From the lowest corner to the highest along the axes, the one with the largest part first.
    const large = Math.max(partX, partY, partZ);
    const small = Math.min(partX, partY, partZ);
    const first = large === partX ? stepX : large === partY ? stepY : STEP_Z;
    const third = small === partZ && first !== STEP_Z ? STEP_Z : small === partY && first !== stepY ? stepY : stepX;
    const middle = partX + partY + partZ - large - small;
    const opposite = corner + stepX + stepY + STEP_Z;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] =
        (1 - large) * (values[corner + channel] ?? 0) +
        (large - middle) * (values[corner + first + channel] ?? 0) +
        (middle - small) * (values[opposite - third + channel] ?? 0) +
        small * (values[opposite + channel] ?? 0);
    }
  }
}
