import { describe, expect, it } from 'vitest';

import {
  type BatchFailure,
  type BatchSteps,
  PictureBatch,
} from '../../../../../src/web/client/notebook/picture-batch.ts';

const OF_PICTURE: BatchFailure = { text: 'no picture', ofPicture: true, wait: 0 };
const OFFLINE: BatchFailure = { text: 'offline', ofPicture: false, wait: 0 };
const BUSY: BatchFailure = { text: 'busy', ofPicture: false, wait: 1 };

class Refusal extends Error {
  readonly failure: BatchFailure;

  constructor(failure: BatchFailure) {
    super(failure.text);
    this.failure = failure;
  }
}

const batchOf = (...names: readonly string[]): PictureBatch =>
  new PictureBatch(names.map((name) => ({ name, file: new File([], name) })));

/** Steps that answer with the name of the file, unless there is a failure for it, which is then gone. */
function stepsWith(
  failures: Readonly<Record<string, BatchFailure[]>> = {},
  signal = new AbortController().signal,
): BatchSteps & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    signal,
    answer: ({ name }) => {
      const failure = failures[name]?.shift();
      return failure === undefined ? Promise.resolve(`a ${name}`) : Promise.reject(new Refusal(failure));
    },
    failureOf: (error) => {
      if (error instanceof Refusal) return error.failure;
      throw error;
    },
    tell: (name, number, wait) => told.push(`${number} ${name} ${wait}`),
  };
}

describe('several pictures', () => {
  it('are answered in turn', async () => {
    const batch = batchOf('x', 'y');
    const steps = stepsWith();
    expect(await batch.run(steps)).toBeUndefined();
    expect(batch.answered).toEqual([
      { name: 'x', text: 'a x' },
      { name: 'y', text: 'a y' },
    ]);
    expect([batch.all, batch.left]).toEqual([2, 0]);
    expect(steps.told).toEqual(['1 x 0', '2 y 0']);
  });

  it('go on after one that cannot be answered, and name it', async () => {
    const batch = batchOf('x', 'y', 'z');
    await batch.run(stepsWith({ y: [OF_PICTURE] }));
    expect(batch.failed).toEqual([{ name: 'y', text: 'no picture' }]);
    expect(batch.answered.map(({ name }) => name)).toEqual(['x', 'z']);
  });

  it('stop where no other would be answered, and go on there', async () => {
    const batch = batchOf('x', 'y', 'z');
    const steps = stepsWith({ y: [OFFLINE] });
    expect(await batch.run(steps)).toBe('offline');
    expect([batch.answered.length, batch.failed.length, batch.left]).toEqual([1, 0, 2]);
    expect(await batch.run(steps)).toBeUndefined();
    expect(batch.answered.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
  });

  it('wait as long as the server asks for, and no more often than five times', async () => {
    const batch = batchOf('x');
    const steps = stepsWith({ x: [BUSY] });
    await batch.run(steps);
    expect(steps.told).toEqual(['1 x 0', '1 x 1', '1 x 0']);
    const patient = batchOf('x');
    expect(await patient.run(stepsWith({ x: [BUSY, BUSY, BUSY, BUSY, BUSY] }))).toBe('busy');
    expect(patient.left).toBe(1);
  });

  it('keep what is done when they are cancelled, also while they wait', async () => {
    const batch = batchOf('x', 'y', 'z');
    const running = new AbortController();
    const steps = stepsWith({ y: [{ ...BUSY, wait: 60 }] }, running.signal);
    const ended = batch.run({
      ...steps,
      tell: (name, number, wait) => {
        steps.tell(name, number, wait);
        if (wait === 60)
          setTimeout(() => {
            running.abort();
          });
      },
    });
    expect(await ended).toBeUndefined();
    expect([batch.answered.length, batch.left]).toEqual([1, 2]);
    await batch.run(stepsWith());
    expect(batch.left).toBe(0);
  });
});
