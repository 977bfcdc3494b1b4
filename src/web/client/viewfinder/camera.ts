/** Why there is no picture from a camera; each has its sentence, `live.NAME`. */
export const CAMERA_FAULTS = ['insecure', 'denied', 'missing', 'taken', 'lost', 'failed'] as const;

/** What `getUserMedia` and `play` reject with: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const FAULTS: Readonly<Record<string, (typeof CAMERA_FAULTS)[number]>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'taken',
  AbortError: 'taken',
};

/** The camera cannot be used. */
export class CameraFault extends Error {
  override name = 'CameraFault';
  readonly fault: (typeof CAMERA_FAULTS)[number];

  constructor(fault: (typeof CAMERA_FAULTS)[number], cause?: unknown) {
    super(fault, { cause });
    this.fault = fault;
  }
}

/**
 * What the models need is far less than cameras have; a larger picture would only cost time. `none`: the whole of what the
 * camera sees, where the browser would cut it to the shape that was asked for.
 */
const WANTED = {
  audio: false,
  video: {
    facingMode: { ideal: 'environment' },
    width: { ideal: 640 },
    height: { ideal: 480 },
    frameRate: { ideal: 30 },
    resizeMode: { ideal: 'none' },
  },
} as const;

/** The camera on the back of the device, or whichever there is, shown in a video element. */
export class Camera {
  readonly #video: HTMLVideoElement;
  readonly #onLost: () => void;
  #stream: MediaStream | undefined;

  /** @param onLost is called when somebody takes it away */
  constructor(video: HTMLVideoElement, onLost: () => void) {
    this.#video = video;
    this.#onLost = onLost;
  }

  /**
   * Looks whether there is a camera, without asking the visitor.
   * @throws CameraFault
   */
  async find(): Promise<void> {
    // The types know only secure contexts.
    const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
    if (mediaDevices === undefined) throw new CameraFault('insecure');
    const devices = await mediaDevices.enumerateDevices();
    if (!devices.some(({ kind }) => kind === 'videoinput')) throw new CameraFault('missing');
  }

  /**
   * Opens the camera, and waits until the video shows it.
   * @param signal closes it again, also while the visitor is being asked
   * @throws CameraFault, or the reason of the signal
   */
  async open(signal: AbortSignal): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      this.#stream = stream;
      if (signal.aborted) this.close();
      signal.throwIfAborted();
      for (const track of stream.getVideoTracks()) track.addEventListener('ended', this.#onLost);
      this.#video.srcObject = stream;
      await this.#video.play();
    } catch (error) {
      this.close();
      signal.throwIfAborted();
      throw new CameraFault(FAULTS[error instanceof Error ? error.name : ''] ?? 'failed', error);
    }
  }

  /** Switches the camera off. */
  close(): void {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.removeEventListener('ended', this.#onLost);
      track.stop();
    }
    this.#stream = undefined;
    this.#video.srcObject = null;
  }
}
