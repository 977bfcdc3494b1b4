import { Failure } from '../../kit/failure.ts';
import { takeTurn as take } from '../../kit/turn.mjs';

/**
 * Waits until no other process is at the same work, and keeps others waiting until it is given back.
 *
 * @param path of a file that says who is at work
 * @param patience ms to wait for another one
 * @param work what others are told that it does
 * @returns what gives the turn back
 * @throws Failure when another one is still at work
 */
export function takeTurn(path: string, patience: number, work = 'is fetching them'): Promise<() => Promise<void>> {
  const until = performance.now() + patience;
  return take(path, (owner) => {
    if (performance.now() >= until) throw new Failure(`another start (process ${owner}) ${work}`);
  });
}
