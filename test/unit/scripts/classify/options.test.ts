import { expect, it } from 'vitest';

import { classifyCommand, completeClassifyOptions } from '../../../../scripts/classify/options.ts';
import { parse } from '../../../../scripts/kit/command.ts';

function options(
  argv: readonly string[],
  env: Record<string, string> = {},
): ReturnType<typeof completeClassifyOptions> {
  return completeClassifyOptions(parse(classifyCommand, ['a.jpg', ...argv]), env);
}

it('sends only what was asked for', () => {
  expect(options([]).query.toString()).toBe('top_k=1');
  expect(options(['--csv', 'a.csv']).query.toString()).toBe('top_k=5');
  const all = [
    '--model',
    'm',
    '--engine',
    'simd',
    '--top-k',
    '2',
    '--lang',
    'ja',
    '--labels',
    'a b,c',
    '--min-score',
    '0',
  ];
  expect(options([...all, '--embed', '--jsonl', 'a.jsonl']).query.toString()).toBe(
    'model=m&engine=simd&top_k=2&lang=ja&labels=a+b%2Cc&min_score=0&embed=base64',
  );
});

it('takes the key of the command line, or that of the environment unless it is empty', () => {
  const env = { EDGELENS_KEY: 'of the environment' };
  expect(options(['--key', 'given'], env).key).toBe('given');
  expect(options([], env).key).toBe('of the environment');
  expect(options([], { EDGELENS_KEY: '' }).key).toBeUndefined();
  expect(options([]).key).toBeUndefined();
});

it.each([
  [['--resume'], 'name it by --csv or --jsonl'],
  [['--csv', 'a', '--resume', '--force'], 'choose one'],
  [['--csv', 'a', '--jsonl', 'a'], 'name the same file'],
  [['--csv', 'a', '--embed'], 'name a file by --jsonl'],
  [['--batch', '65'], '--batch takes a whole number from 1 to 64, not "65"'],
  [['--engine', 'tpu'], '--engine takes onnxruntime or simd, not "tpu"'],
])('refuses %j', (argv, message) => {
  expect(() => options(argv)).toThrow(message);
});
