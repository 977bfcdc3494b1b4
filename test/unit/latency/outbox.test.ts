import { describe, expect, it } from 'vitest';

import { Outbox } from '../../../src/latency/ledger/outbox.ts';

describe('Outbox', () => {
  it('gives what gathers in 100 ms to whoever came first', () => {
    const outbox = new Outbox<string>();
    const errand = outbox.add('FRA', 'a', 1000);
    expect(errand?.delay).toBe(100);
    expect(outbox.add('FRA', 'b', 1000)).toBeUndefined();
    expect(outbox.add('FRA', 'c', 1099)).toBeUndefined();
    expect(errand?.take()).toEqual(['a', 'b', 'c']);
  });

  it('begins anew after that', () => {
    const outbox = new Outbox<string>();
    const first = outbox.add('FRA', 'a', 1000);
    expect(first?.take()).toEqual(['a']);
    const second = outbox.add('FRA', 'b', 1001);
    expect(second?.delay).toBe(100);
    expect(first?.take()).toEqual([]);
    expect(second?.take()).toEqual(['b']);
  });

  it('keeps places apart', () => {
    const outbox = new Outbox<string>();
    const [frankfurt, sydney] = ['FRA', 'SYD'].map((place) => outbox.add(place, `to ${place}`, 1000));
    expect(outbox.add('SYD', 'more', 1000)).toBeUndefined();
    expect(sydney?.take()).toEqual(['to SYD', 'more']);
    expect(frankfurt?.take()).toEqual(['to FRA']);
  });

  it('sends the 64th with those before it at once', () => {
    const outbox = new Outbox<number>();
    const first = outbox.add('FRA', 0, 1000);
    for (let i = 1; i < 63; i++) expect(outbox.add('FRA', i, 1000)).toBeUndefined();
    const full = outbox.add('FRA', 63, 1000);
    const next = outbox.add('FRA', 64, 1000);
    expect(full?.delay).toBe(0);
    expect(next?.delay).toBe(100);
    expect(full?.take()).toEqual(Array.from({ length: 64 }, (_, i) => i));
    expect(first?.take()).toEqual([]);
    expect(next?.take()).toEqual([64]);
  });

  it('does not leave a batch to a request that was ended before its errand', () => {
    const outbox = new Outbox<string>();
    outbox.add('FRA', 'of one that was ended', 1000);
    const errand = outbox.add('FRA', 'a', 1100);
    expect(errand?.delay).toBe(0);
    expect(errand?.take()).toEqual(['of one that was ended', 'a']);
  });

  it('gives nothing twice when the request that began was only late', () => {
    const outbox = new Outbox<string>();
    const late = outbox.add('FRA', 'a', 1000);
    const errand = outbox.add('FRA', 'b', 1200);
    const next = outbox.add('FRA', 'c', 1200);
    expect(late?.take()).toEqual(['a', 'b']);
    expect(errand?.take()).toEqual([]);
    expect(next?.take()).toEqual(['c']);
  });
});
