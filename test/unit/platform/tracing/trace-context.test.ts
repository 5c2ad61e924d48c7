import fc from 'fast-check';
import { readTraceContext, traceHeaders } from '../../../../services/platform/tracing/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const read = (traceparent: string) => readTraceContext({ traceparent });

describe('a traceparent', () => {
  it('names trace, span and whether it is recorded', () => {
    expect(read(`00-${TRACE}-${SPAN}-01`)).toMatchObject({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    expect(read(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ traceFlags: 0, isRemote: true });
  });

  it('keeps of the flags only those that we know', () => {
    expect(read(`00-${TRACE}-${SPAN}-ff`)?.traceFlags).toBe(1);
  });

  it('is read in a Kafka header, which is bytes', () => {
    expect(readTraceContext({ traceparent: Buffer.from(`00-${TRACE}-${SPAN}-01`) })?.spanId).toBe(SPAN);
  });

  it('of a later version may say more', () => {
    expect(read(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`)?.traceId).toBe(TRACE);
    expect(read(`cc-${TRACE}-${SPAN}-01.x`)).toBeNull();
  });

  it.each([
    '',
    'nonsense',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
  ])('%j is malformed, and counts as none', (header) => expect(read(header)).toBeNull());

  it('that is given twice, or not at all, counts as none', () => {
    const good = `00-${TRACE}-${SPAN}-01`;
    expect(readTraceContext({ traceparent: [good, good] })).toBeNull();
    expect(readTraceContext({})).toBeNull();
    expect(readTraceContext(undefined)).toBeNull();
  });

  it('is written as it is read', () => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=opaque,other=1' };
    const context = readTraceContext(headers);
    expect(context && traceHeaders(context)).toEqual(headers);
  });

  it('never makes an error, whatever somebody sends', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (traceparent, tracestate) => {
        const context = readTraceContext({ traceparent: `00-${TRACE}-${SPAN}-01${traceparent}`, tracestate });
        if (context) expect(traceHeaders(context).traceparent).toBe(`00-${TRACE}-${SPAN}-01`);
      }),
    );
  });

  it('goes on without a tracestate that is longer than carriers must take', () => {
    const context = readTraceContext({
      traceparent: `00-${TRACE}-${SPAN}-01`,
      tracestate: `a=${'x'.repeat(600)}`,
    });
    expect(context && traceHeaders(context)).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
  });
});
