import { describe, expect, it } from 'vitest';

import { enterTrace, readTraceparent, traceparentOf } from '../../../src/latency/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('a traceparent', () => {
  it.each([
    [`00-${TRACE}-${PARENT}-01`, true],
    [`00-${TRACE}-${PARENT}-00`, false],
    // Flags that are not known mean nothing.
    [`00-${TRACE}-${PARENT}-ff`, true],
    [`00-${TRACE}-${PARENT}-02`, false],
    // Of later versions the known part is read, as the standard wants.
    [`cc-${TRACE}-${PARENT}-01`, true],
    [`cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, true],
  ])('%s is taken up', (header, sampled) => {
    expect(readTraceparent(header)).toEqual({ trace_id: TRACE, parent_id: PARENT, sampled });
  });

  it.each([
    undefined,
    '',
    '00',
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE}-${PARENT}-01.`,
    `cc-${TRACE}-${PARENT}-01.what-the-future-will-not-be-like`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-1`,
    `00-${TRACE}-${PARENT}-001`,
    `0-${TRACE}-${PARENT}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}0-${PARENT}-01`,
    `00-${TRACE}-${PARENT.replace('b', 'g')}-01`,
    ` 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01\n`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ])('%j is none', (header) => {
    expect(readTraceparent(header)).toBeNull();
  });
});

describe('the place of a request', () => {
  it('is in the trace of the caller, below the span that it names', () => {
    const context = enterTrace({ trace_id: TRACE, parent_id: PARENT, sampled: true }, undefined);
    expect(context).toMatchObject({ trace_id: TRACE, parent_id: PARENT, sampled: true });
    expect(context.span_id).toMatch(/^[0-9a-f]{16}$/);
    expect(context.span_id).not.toBe(PARENT);
    expect(traceparentOf(context)).toBe(`00-${TRACE}-${context.span_id}-01`);
  });

  it('is in a new trace where there is none, which nobody else has', () => {
    const [one, other] = [enterTrace(null, undefined), enterTrace(null, undefined)];
    expect(one).toMatchObject({ parent_id: null, sampled: false });
    expect(traceparentOf(one)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(one.trace_id).not.toBe(other.trace_id);
    expect(one.span_id).not.toBe(other.span_id);
  });

  it('is that of the span which the runtime records, as far as the caller does not say otherwise', () => {
    const runtime = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) };
    expect(traceparentOf(enterTrace(null, runtime))).toBe(`00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`);
    const parent = { trace_id: TRACE, parent_id: PARENT, sampled: false };
    expect(traceparentOf(enterTrace(parent, runtime))).toBe(`00-${TRACE}-${'2'.repeat(16)}-00`);
  });
});
