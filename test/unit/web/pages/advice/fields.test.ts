import { expect, it } from 'vitest';

import { fieldOf, shownNumber, valuesOf } from '../../../../../src/web/pages/advice/fields.ts';

it('takes sizes in MiB, as the page shows them, and hands them on in MB, as the API takes them', () => {
  const values = valuesOf({ max_model_mib: '12', max_memory_mib: '0.5', min_top1: '75', use_case: '' });
  // 12 times 1,048,576 bytes.
  expect(values).toEqual({ max_model_mb: '12.582912', max_memory_mb: '0.524288', min_top1: '75' });
  expect([shownNumber('max_model_mb', values), shownNumber('max_memory_mb', values)]).toEqual(['12', '0.5']);
});

it('understands the addresses of the API, too, and shows what they say in the unit of the field', () => {
  const values = valuesOf({ max_model_mb: '12' });
  expect(values).toEqual({ max_model_mb: '12' });
  expect(shownNumber('max_model_mb', values)).toBe('11.444');
  expect(valuesOf({ max_model_mb: '12', max_model_mib: '1' })).toEqual({ max_model_mb: '1.048576' });
});

it('leaves what is no number for the API to refuse, and does not show it again', () => {
  const values = valuesOf({ max_model_mib: '1e3', max_latency_ms: 'soon' });
  expect(values).toEqual({ max_model_mb: '1e3', max_latency_ms: 'soon' });
  expect(shownNumber('max_latency_ms', values)).toBe('');
  expect(fieldOf('max_latency_ms')).toBe('max_latency_ms');
});
