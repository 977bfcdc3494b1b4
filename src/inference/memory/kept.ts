/** Something that an isolate keeps for the next request, and can make again when its memory is needed. */
export interface Kept {
  readonly bytes: number;
  /** When it was last used, by `performance.now()`, in ms. */
  readonly usedAt: number;
  /** Ends it; its bytes are counted no longer when the call returns. */
  release(): void;
}
