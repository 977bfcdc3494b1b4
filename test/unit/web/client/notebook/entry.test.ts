import { describe, expect, it } from 'vitest';

import { firstPrediction, newEntry, withAnswers } from '../../../../../src/web/client/notebook/entry.ts';
import { answer, entry } from './entries.ts';

describe('an entry', () => {
  it('is new to the notebook: nobody said what it is or where it was', () => {
    const made = newEntry(60_000, [answer('cock')]);
    expect(made).toMatchObject({ bytes: 60_000, truth: null, place: '', note: '' });
    expect(made.id).toMatch(/^[0-9a-f]{8}$/);
    expect(newEntry(1, []).id).not.toBe(made.id);
  });

  it('takes answers of other models, and the latest of each', () => {
    const device = answer('cock', { where: 'device' });
    const again = answer('hen', { ms: 9 });
    expect(withAnswers(entry('cock'), [device]).answers).toEqual([answer('cock'), device]);
    expect(withAnswers(entry('cock', { answers: [answer('cock'), device] }), [again]).answers).toEqual([device, again]);
  });

  it('is called by the likeliest of all answers', () => {
    const surer = answer('hen', { predictions: [{ index: 8, label: 'hen', score: 0.9 }] });
    expect(firstPrediction(entry('cock', { answers: [answer('cock'), surer] }))?.label).toBe('hen');
    expect(firstPrediction(entry('cock', { answers: [] }))).toBeUndefined();
  });
});
