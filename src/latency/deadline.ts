/** The time for something is over. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for a promise up to a limit. After it the work of the promise goes on, but nobody waits for it.
 * @param limit in ms
 * @throws DeadlineError when the time is over
 */
export async function withDeadline<Value>(promise: PromiseLike<Value>, limit: number): Promise<Value> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new DeadlineError(`no answer within ${limit} ms`));
  }, limit);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
