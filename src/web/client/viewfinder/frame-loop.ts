/** Frames come a little early or late, so one that comes this share of the interval after the last is not too early. */
const PUNCTUAL = 0.75;

/** How a loop works. */
export interface FrameLoopOptions {
  /** Frames a second at most, whatever the camera gives. */
  readonly limit: number;
  /** Looks at what the video shows now. The next frame waits for it. */
  readonly work: () => Promise<void>;
  /** The work failed, and the loop has stopped. */
  readonly onError: (error: unknown) => void;
}

/**
 * Has work done for frames of a video: one frame at a time, always the newest, and none is kept waiting. A frame that comes
 * while there is work is looked at as soon as that is done, unless a newer one has come.
 */
export class FrameLoop {
  readonly #video: HTMLVideoElement;
  readonly #options: FrameLoopOptions;
  #cancel: (() => void) | undefined;
  /** Whether the video shows a frame that nobody has looked at. */
  #fresh = false;
  #busy = false;
  #begun = -Infinity;

  constructor(video: HTMLVideoElement, options: FrameLoopOptions) {
    this.#video = video;
    this.#options = options;
  }

  /** Begins, unless it has. */
  start(): void {
    if (this.#cancel === undefined) this.#watch();
  }

  /** Stops; work that has begun goes on to its end. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#fresh = false;
  }

  #watch(): void {
    this.#cancel = onNextFrame(this.#video, () => {
      this.#fresh = true;
      this.#watch();
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    const { limit, work, onError } = this.#options;
    const now = performance.now();
    if (!this.#fresh || this.#busy || now - this.#begun < (PUNCTUAL * 1000) / limit) return;
    [this.#fresh, this.#busy, this.#begun] = [false, true, now];
    try {
      await work();
    } catch (error) {
      this.stop();
      onError(error);
    } finally {
      this.#busy = false;
    }
    void this.#look();
  }
}

/** Calls back with the next frame that is shown. @returns what takes that back */
function onNextFrame(video: HTMLVideoElement, callback: () => void): () => void {
  // Firefox has it since version 132.
  if ('requestVideoFrameCallback' in video) {
    const handle = video.requestVideoFrameCallback(callback);
    return () => {
      video.cancelVideoFrameCallback(handle);
    };
  }
  return onNextTime(video, callback);
}

/** The same by the video's clock, which goes on with each frame. */
function onNextTime(video: HTMLVideoElement, callback: () => void): () => void {
  const { currentTime } = video;
  let handle = requestAnimationFrame(function look() {
    if (video.currentTime === currentTime) handle = requestAnimationFrame(look);
    else callback();
  });
  return () => {
    cancelAnimationFrame(handle);
  };
}
