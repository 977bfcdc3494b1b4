import { expect, it } from 'vitest';

import type { PeersResult } from '../../../../../scripts/lab/peers/comparison.ts';
import { peersMarkdown, peersReport } from '../../../../../scripts/lab/peers/report.ts';

const result: PeersResult = {
  version: 1,
  model: 'efficientnet_b0',
  picture: 'panda.jpg',
  rounds: 5,
  warmup: 10,
  warm: 20,
  machine: {
    cpu: 'A processor',
    cores: 2,
    memory_bytes: 8 * 2 ** 30,
    system: 'linux 6.18 x64',
    load: 0.25,
    node: '24.21.0',
    wrangler: '4.156.0',
    workerd: '1.2',
    commit: null,
    date: '2026-11-24T00:00:00Z',
  },
  rows: [
    {
      name: 'edgelens',
      title: 'EdgeLens',
      place: 'workerd',
      reason: null,
      figures: {
        cold: { median: 1200, ratio: undefined },
        infer: { median: 63, ratio: undefined },
        end_to_end: { median: 99.5, ratio: undefined },
      },
      heap_bytes: 48 * 2 ** 20,
      process_bytes: 250 * 2 ** 20,
      upload_bytes: 14.5 * 2 ** 20,
      model_bytes: 20 * 2 ** 20,
    },
    {
      name: 'native',
      title: 'native',
      place: 'Node',
      reason: null,
      figures: {
        cold: { median: 300, ratio: { median: 0.25, interval: [0.2, 0.3], pairs: 5 } },
        infer: { median: 7.254, ratio: { median: 0.115, interval: undefined, pairs: 1 } },
        end_to_end: { median: 20, ratio: { median: 0.2, interval: [0.19, 0.21], pairs: 100 } },
      },
      heap_bytes: null,
      process_bytes: null,
      upload_bytes: null,
      model_bytes: 20 * 2 ** 20,
    },
    {
      name: 'tensorflow',
      title: 'TensorFlow.js',
      place: 'workerd',
      reason: 'answered 500',
      figures: null,
      heap_bytes: null,
      process_bytes: null,
      upload_bytes: 2 ** 20,
      model_bytes: null,
    },
  ],
  measurements: {},
};

/** Columns may be of any width. */
function squeeze(line: string): string {
  return line.trim().replaceAll(/ {2,}/g, ' | ');
}

it('lays two tables out, with ratios where there are any and a reason where there are no figures', () => {
  expect(peersReport(result).split('\n').slice(0, 10).map(squeeze)).toEqual([
    'cold, ms | inference, ms | end to end, ms',
    'EdgeLens | 1200 | 63.0 | 99.5',
    'native | 300 (0.25x, 0.20-0.30) | 7.25 (0.12x, ?) | 20.0 (0.20x, 0.19-0.21)',
    '',
    'runs in | heap, MiB | process, MiB | upload, MiB | model, MiB',
    'EdgeLens | workerd | 48.0 | 250.0 | 14.5 | 20.0',
    'native | Node | - | - | - | 20.0',
    '',
    'TensorFlow.js: no figures, answered 500',
    '',
  ]);
});

it('writes the same as Markdown', () => {
  expect(peersMarkdown(result).split('\n').slice(0, 8)).toEqual([
    '|  | cold, ms | inference, ms | end to end, ms |',
    '| --- | ---: | ---: | ---: |',
    '| EdgeLens | 1200 | 63.0 | 99.5 |',
    '| native | 300 (0.25x, 0.20-0.30) | 7.25 (0.12x, ?) | 20.0 (0.20x, 0.19-0.21) |',
    '',
    '|  | runs in | heap, MiB | process, MiB | upload, MiB | model, MiB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    '| EdgeLens | workerd | 48.0 | 250.0 | 14.5 | 20.0 |',
  ]);
});
