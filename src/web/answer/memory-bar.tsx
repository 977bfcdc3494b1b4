import type { FC } from 'hono/jsx';

import { formatBytes } from '../../i18n/numbers.ts';
import type { Translator, ScriptKey } from '../../i18n/texts.ts';
import type { Memory } from '../../contract/memory.ts';

/** The isolate's memory, as parts of Cloudflare's limit. */
export const MemoryBar: FC<{ t: Translator; memory: Memory }> = ({ t, memory }) => {
  const parts = partsOf(memory);
  const share = (bytes: number): string => `${((100 * bytes) / memory.limit_bytes).toFixed(2)}%`;
  return (
    <div class="memory">
      <h3>{t('cost.memory')}</h3>
      <p>
        {t('cost.memoryOf', {
          used: formatBytes(t, memory.used_bytes),
          limit: formatBytes(t, memory.limit_bytes),
          peak: formatBytes(t, memory.peak_bytes),
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
              {t(text)}
            </dt>
            <dd>{formatBytes(t, bytes)}</dd>
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
  /** Sum of the parts before it, in bytes. */
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
