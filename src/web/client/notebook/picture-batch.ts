/** Why a picture was not answered. */
export interface BatchFailure {
  readonly text: string;
  /** Whether that is because of the picture, so that others can be answered. */
  readonly ofPicture: boolean;
  /** Seconds after which it may be answered; 0 if the server does not say. */
  readonly wait: number;
}

/** How pictures of a batch are answered. */
export interface BatchSteps {
  /** Answers a picture and keeps the answer. @returns what it is called */
  readonly answer: (file: File) => Promise<string>;
  readonly failureOf: (error: unknown) => BatchFailure;
  /** Is told which picture is being answered, or for how many seconds more it waits. */
  readonly tell: (name: string, number: number, wait: number) => void;
  readonly signal: AbortSignal;
}

/** A picture that was answered, or that cannot be. */
export interface BatchResult {
  readonly name: string;
  readonly text: string;
}

/** How often a picture is asked about before the batch stops. */
const ATTEMPTS = 5;

/** Pictures that are answered one after the other. What is done stays when it stops, and it can go on. */
export class PictureBatch {
  readonly #files: readonly { readonly name: string; readonly file: File }[];
  #next = 0;
  readonly answered: BatchResult[] = [];
  readonly failed: BatchResult[] = [];

  constructor(files: readonly { readonly name: string; readonly file: File }[]) {
    this.#files = files;
  }

  get all(): number {
    return this.#files.length;
  }

  /** How many are neither answered nor known to have no answer. */
  get left(): number {
    return this.#files.length - this.#next;
  }

  /**
   * Answers what is left, until something keeps all others from being answered, too, or the signal aborts.
   * @returns why it stopped; undefined if it was told to, or is done
   */
  async run(steps: BatchSteps): Promise<string | undefined> {
    for (const { name, file } of this.#files.slice(this.#next)) {
      try {
        this.answered.push({ name, text: await this.#answer(name, file, steps) });
      } catch (error) {
        if (steps.signal.aborted) return undefined;
        const { text, ofPicture } = steps.failureOf(error);
        if (!ofPicture) return text;
        this.failed.push({ name, text });
      }
      this.#next += 1;
    }
    return undefined;
  }

  async #answer(name: string, file: File, { answer, failureOf, tell, signal }: BatchSteps): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      tell(name, this.#next + 1, 0);
      try {
        return await answer(file);
      } catch (error) {
        const { wait, ofPicture } = failureOf(error);
        if (signal.aborted || ofPicture || wait === 0 || attempt === ATTEMPTS) throw error;
        for (let left = wait; left > 0; left--) {
          tell(name, this.#next + 1, left);
          await second(signal);
        }
      }
    }
  }
}

function second(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(new DOMException('cancelled', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, 1000);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
