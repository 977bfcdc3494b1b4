import { expect, it } from 'vitest';

import { streamLines } from '../../../../src/api/pipeline/line-stream.ts';

const textOf = (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text();

async function* numbers(count: number, error?: Error): AsyncGenerator<{ n: number }> {
  for (let n = 0; n < count; n++) yield await Promise.resolve({ n });
  if (error !== undefined) throw error;
}

const last = (count: number, failure: { readonly error: unknown } | undefined): object => ({
  count,
  failed: failure === undefined ? null : String(failure.error),
});

it('writes a line for each item, and one behind them', async () => {
  const { body, done } = streamLines(numbers(2), last);
  expect(await textOf(body)).toBe('{"n":0}\n{"n":1}\n{"count":2,"failed":null}\n');
  await done;
});

it('ends with its last line when the items break off', async () => {
  const { body, done } = streamLines(numbers(1, new Error('the isolate has ended')), last);
  expect(await textOf(body)).toBe('{"n":0}\n{"count":1,"failed":"Error: the isolate has ended"}\n');
  await done;
});

it('asks for no further items for a reader who has gone', async () => {
  const asked: number[] = [];
  const { promise: goOn, resolve } = Promise.withResolvers<undefined>();
  async function* items(): AsyncGenerator<{ n: number }> {
    for (let n = 0; n < 10; n++) {
      asked.push(n);
      if (n === 1) await goOn;
      yield { n };
    }
  }
  const { body, done } = streamLines(items(), last);
  const reader = body.getReader();
  await reader.read();
  await reader.cancel();
  resolve(undefined);
  await done;
  expect(asked).toEqual([0, 1]);
});

it('goes on while nobody reads, and hands out all lines later', async () => {
  const { body, done } = streamLines(numbers(50), last);
  await done;
  expect((await textOf(body)).split('\n')).toHaveLength(52);
});
