import { expect, it } from 'vitest';

import { benchOptions, checkBenchOptions } from '../../../../scripts/bench/options.ts';
import { parse } from '../../../../scripts/kit/command.ts';

const parseBenchOptions = (argv: readonly string[]) => checkBenchOptions(parse(benchOptions, argv));

it('measures both models, cold and warm, on a Worker of its own by default', () => {
  expect(parseBenchOptions([])).toMatchObject({
    url: undefined,
    compare: undefined,
    models: ['efficientnet_b0', 'mobilenetv3_small'],
    cold: 5,
    warm: 50,
    warmup: 10,
    concurrency: 1,
    rate: undefined,
    rates: [],
    fresh: false,
    timeout: 60_000,
  });
});

it('takes an address down to its origin, and no cold answers from it', () => {
  expect(parseBenchOptions(['--url', 'https://edgelens.example.workers.dev/'])).toMatchObject({
    url: 'https://edgelens.example.workers.dev',
    cold: 0,
  });
  expect(parseBenchOptions(['--url', 'http://localhost:8787', '--fresh'])).toMatchObject({ cold: 5, fresh: true });
});

it('reads lists, repeated pictures and a query', () => {
  const argv = ['--rates', '1, 2.5,10', '--picture', 'a.jpg', '--picture', 'b.png', '--query', '?top_k=1'];
  expect(parseBenchOptions(argv)).toMatchObject({
    rates: [1, 2.5, 10],
    duration: 10,
    pictures: ['a.jpg', 'b.png'],
    query: 'top_k=1',
  });
});

it('explains its options', () => {
  expect(benchOptions.helpInformation()).toMatch(/--cold <n> +cold answers of each model/);
});

it.each([
  [['--cold', '-1'], '--cold takes a whole number from 0 to 1000, not "-1"'],
  [['--cold=-1'], '--cold takes a whole number from 0 to 1000, not "-1"'],
  [['--warm', '1.5'], '--warm takes a whole number from 0 to 1000000, not "1.5"'],
  [['--warmup', ''], '--warmup takes a whole number'],
  [['--rate', '0'], '--rate takes a number from 0.01 to 10000, not "0"'],
  [['--rates', '1,,2'], '--rates takes a list like a,b, not "1,,2"'],
  [['--rates', '1,fast'], '--rates takes a number from 0.01 to 10000, not "fast"'],
  [['--models', 'a,a'], '--models names something twice'],
  [['--timeout', 'NaN'], '--timeout takes a number'],
  [['--rate', '5', '--concurrency', '2'], 'choose one'],
  [['--duration', '5'], '--duration belongs to --rates'],
  [['--url', 'localhost:8787'], '--url takes an address like'],
  [['--url', 'http://localhost/v1/classify'], 'an address without a path'],
  [['--url', 'http://localhost', '--cold', '5'], 'no process of a URL can be started anew'],
  [['--compare', 'http://localhost', '--cold', '5'], 'no process of a URL can be started anew'],
  [['--compare', 'http://localhost', '--rates', '1'], 'leave out --rates'],
  [['--fresh'], '--fresh is for a URL'],
  [['--query', 'model=x'], '--query cannot hold model: use --models'],
  [['--cold', '0', '--warm', '0'], 'nothing to measure'],
  [['--colt', '3'], "unknown option '--colt'\n(Did you mean --cold?)"],
])('refuses %j', (argv, message) => {
  expect(() => parseBenchOptions(argv)).toThrow(message);
});
