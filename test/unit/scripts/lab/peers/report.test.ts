import { expect, it } from 'vitest';

import type { PeersResult } from '../../../../../scripts/lab/peers/comparison.ts';
import { peersMarkdown, peersReport } from '../../../../../scripts/lab/peers/report.ts';
import { MADE_WITH } from '../../kit/made-with-sample.ts';

const result: PeersResult = {
  version: 2,
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
    made_with: MADE_WITH,
    date: '2026-11-24T00:00:00Z',
  },
  models: [
    {
      model: 'efficientnet_b0',
      rows: [
        {
          name: 'edgelens',
          title: 'EdgeLens',
          place: 'workerd',
          reason: null,
          figures: {
            cold: { median: 1200, ratios: {} },
            infer: { median: 63, ratios: {} },
            end_to_end: { median: 99.5, ratios: {} },
            cpu: { median: 80, ratios: {} },
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
            cold: { median: 300, ratios: { edgelens: { median: 0.25, interval: [0.2, 0.3], pairs: 5 } } },
            infer: { median: 7.254, ratios: { edgelens: { median: 0.115, interval: undefined, pairs: 1 } } },
            end_to_end: { median: 20, ratios: { edgelens: { median: 0.2, interval: [0.19, 0.21], pairs: 100 } } },
            cpu: { median: null, ratios: { edgelens: undefined } },
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
    },
  ],
};

/** Columns may be of any width. */
function squeeze(line: string): string {
  return line.trim().replaceAll(/ {2,}/g, ' | ');
}

it('lays tables out, with ratios where there are any and a reason where there are no figures', () => {
  expect(peersReport(result).split('\n').slice(0, 15).map(squeeze)).toEqual([
    'efficientnet_b0',
    '',
    'cold, ms | inference, ms | end to end, ms | CPU, ms',
    'EdgeLens | 1200 | 63.0 | 99.5 | 80.0',
    'native | 300 | 7.25 | 20.0 | -',
    '',
    'times EdgeLens | cold | inference | end to end | CPU',
    'native | 0.25 [0.20, 0.30] | 0.12 [?] | 0.20 [0.19, 0.21] | -',
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
  expect(peersMarkdown(result).split('\n').slice(0, 10)).toEqual([
    '### `efficientnet_b0`',
    '',
    '|  | cold, ms | inference, ms | end to end, ms | CPU, ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| EdgeLens | 1200 | 63.0 | 99.5 | 80.0 |',
    '| native | 300 | 7.25 | 20.0 | - |',
    '',
    '| times EdgeLens | cold | inference | end to end | CPU |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| native | 0.25 [0.20, 0.30] | 0.12 [?] | 0.20 [0.19, 0.21] | - |',
  ]);
});
