/** The browser did not keep something: there is no room left, or it keeps nothing for this page. */
export class StorageFailure extends Error {
  readonly kind: 'full' | 'refused';

  constructor(kind: 'full' | 'refused', cause: unknown) {
    super(`storage ${kind}`, { cause });
    this.kind = kind;
  }
}

/** @param error of IndexedDB */
export function storageFailure(error: unknown): StorageFailure {
  // A transaction that was aborted for want of room rejects with that error, too.
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return new StorageFailure(isFull ? 'full' : 'refused', error);
}
