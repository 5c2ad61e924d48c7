/**
 * W3C Trace Context in headers of HTTP requests and Kafka records (https://www.w3.org/TR/trace-context/). A header
 * that is malformed counts as absent: whoever calls us cannot break anything with it.
 */
import { createTraceState, isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';

/** What the specification asks carriers to pass on at least; longer ones are dropped. */
const MAX_STATE = 512;
/** Version, trace id, parent id, flags; versions after 00 may say more behind a hyphen. */
const FORMAT =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/;

type Header = string | Buffer | ReadonlyArray<string | Buffer> | undefined;

/** The context in the headers; null when there is none, or it is malformed. */
export function readTraceContext(headers: Readonly<Record<string, Header>> | undefined): SpanContext | null {
  const parent = textOf(headers?.['traceparent']);
  if (parent === null) return null;
  const { version, traceId, spanId, flags, more } = FORMAT.exec(parent)?.groups ?? {};
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  const state = textOf(headers?.['tracestate']);
  const context: SpanContext = {
    traceId: traceId ?? '',
    spanId: spanId ?? '',
    traceFlags: parseInt(flags ?? '00', 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(state && state.length <= MAX_STATE ? { traceState: createTraceState(state) } : {}),
  };
  return isSpanContextValid(context) ? context : null;
}

export type TraceHeaders = { traceparent: string; tracestate?: string };

/** The headers that carry a context. */
export function traceHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders {
  const parent = `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
  const state = traceState?.serialize();
  return { traceparent: parent, ...(state && state.length <= MAX_STATE ? { tracestate: state } : {}) };
}

export const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;

/** A header that is given twice counts as malformed. */
function textOf(header: Header): string | null {
  if (typeof header === 'string') return header;
  return Buffer.isBuffer(header) ? header.toString('latin1') : null;
}
