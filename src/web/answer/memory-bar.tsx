import type { FC } from 'hono/jsx';

import { bytesOf } from '../../i18n/figures.ts';
import type { Say, ScriptKey } from '../../i18n/texts.ts';
import type { Memory } from './classification.ts';

/** The memory of the isolate against what Cloudflare gives it. */
export const MemoryBar: FC<{ say: Say; memory: Memory }> = ({ say, memory }) => {
  const parts = partsOf(memory);
  const share = (bytes: number): string => `${((100 * bytes) / memory.limit_bytes).toFixed(2)}%`;
  return (
    <div class="memory">
      <h3>{say('price.memory')}</h3>
      <p>
        {say('price.memoryOf', {
          used: bytesOf(say, memory.used_bytes),
          limit: bytesOf(say, memory.limit_bytes),
          peak: bytesOf(say, memory.peak_bytes),
        })}
      </p>
      <svg class="track memory-track" aria-hidden="true">
        {parts.map(({ name, bytes, start }) => (
          <rect class={`memory-${name}`} x={share(start)} width={share(bytes)} height="100%" />
        ))}
        <rect class="memory-peak" x={share(memory.peak_bytes)} width="2" height="100%" />
      </svg>
      <dl class="legend">
        {parts.map(({ name, text, bytes }) => (
          <div>
            <dt>
              <svg class="swatch" aria-hidden="true">
                <rect class={`memory-${name}`} width="100%" height="100%" />
              </svg>
              {say(text)}
            </dt>
            <dd>{bytesOf(say, bytes)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

interface Part {
  readonly name: 'wasm' | 'decoder' | 'heads' | 'buffers' | 'free' | 'reserve';
  readonly text: ScriptKey;
  readonly bytes: number;
  /** How many bytes stand before it. */
  readonly start: number;
}

function partsOf({ limit_bytes, reserve_bytes, used_bytes, buffers, ...memory }: Memory): Part[] {
  const buffer = buffers.upload + buffers.model + buffers.decode + buffers.tensor;
  const sizes = [
    ['wasm', memory.wasm_heap_bytes],
    ['decoder', memory.decoder_heap_bytes],
    ['heads', memory.head_bytes],
    ['buffers', buffer],
    ['free', Math.max(0, limit_bytes - reserve_bytes - used_bytes)],
    ['reserve', reserve_bytes],
  ] as const;
  let start = 0;
  return sizes.map(([name, bytes]) => {
    const part = { name, text: `memory.${name}` as const, bytes, start };
    start += bytes;
    return part;
  });
}
