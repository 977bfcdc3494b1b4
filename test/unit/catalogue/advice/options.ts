import type { Option } from '../../../../src/catalogue/advice/option.ts';

/** An option that is good at nothing in particular, but for what a test says of it. */
export function option(name: string, facts: Partial<Option> = {}): Option {
  return {
    name,
    title: name,
    architecture: name,
    top1: 75,
    warm_ms: 50,
    bytes: 20_000_000,
    memory_bytes: 50_000_000,
    interpretability: 0.4,
    heat_map: true,
    installed: true,
    fits_worker: true,
    ...facts,
  };
}
