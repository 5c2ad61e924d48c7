/**
 * Traces of this process, or nothing: whether a process traces is settled when it starts (start-tracing.ts). While
 * it does not, every function here is one check of a variable, and no record has a header more.
 */
import {
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { isSampled } from './trace-context.ts';

/** A process that traces. */
export type Tracing = {
  readonly tracer: Tracer;
  /** Prefix of topic names. */
  readonly namespace: string;
  /** Whether the sampler takes a trace that begins here under this id. */
  readonly samples: (traceId: string) => boolean;
  /** Runs `start` so that the span that it starts gets these ids; without a trace id that of its parent. */
  readonly withIds: <T>(ids: { traceId?: string; spanId?: string }, start: () => T) => T;
  /** A context in which a trace begins that is recorded whatever its share is, unless the sampler is off. */
  readonly always: (parent: Context) => Context;
  readonly stop: () => Promise<void>;
};

export type SpanOptions = {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** Spans that this one belongs together with; those that are not recorded are left out. */
  readonly links?: ReadonlyArray<SpanContext | null>;
  /** Default: the active span. Null: a trace begins. */
  readonly parent?: SpanContext | null;
  readonly startTime?: number;
  /** Ids by rule; a trace id only where a trace begins. */
  readonly ids?: { readonly traceId?: string; readonly spanId?: string };
  /** Also what the sampler would not take, unless it is off: for what is rare, or belongs to what is recorded. */
  readonly always?: boolean;
};

const MAX_LINKS = 128;

type Scope = { readonly span: Span; isOpen: boolean };
const SCOPE = createContextKey('the active span of this process');

let tracing: Tracing | null = null;

/** For start-tracing.ts; null: from now on nothing is traced. */
export const setTracing = (next: Tracing | null): void => void (tracing = next);
/** Null while this process does not trace. */
export const currentTracing = (): Tracing | null => tracing;
export const isTracing = (): boolean => tracing !== null;

/** Starts a span that is not active. To be called only while tracing. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  if (!tracing) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const { tracer, withIds, always } = tracing;
  const { kind, attributes, startTime, parent, ids = {} } = options;
  const links = recorded(options.links ?? []);
  const from = startOf(parent, options.always ?? false);
  return withIds(ids, () =>
    tracer.startSpan(
      name,
      {
        ...(kind === undefined ? {} : { kind }),
        ...(attributes === undefined ? {} : { attributes }),
        ...(startTime === undefined ? {} : { startTime }),
        links: links.map((linked) => ({ context: linked })),
      },
      options.always ? always(from) : from,
    ),
  );
}

/** What is recorded whatever the sampler says begins a trace, unless its parent is recorded too. */
function startOf(parent: SpanContext | null | undefined, always: boolean): Context {
  const of = parent === undefined ? activeContext() : parent;
  return of === null || (always && !isSampled(of)) ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, of);
}

const recorded = (contexts: ReadonlyArray<SpanContext | null>): SpanContext[] =>
  contexts
    .filter((linked): linked is SpanContext => linked !== null && isSampled(linked))
    .slice(0, MAX_LINKS);

/**
 * Does work in a span: log lines bear its ids, and what is published is part of its trace. Without tracing only the
 * work is done. @param options asked for only while tracing
 */
export async function inSpan<T>(
  name: string,
  options: () => SpanOptions,
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  if (!tracing) return work(null);
  const span = startSpan(name, options());
  return within(span, () => work(span));
}

/** Does work with the span active, and ends the span with it. */
export async function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  const scope = openScope(span);
  try {
    return await scope.run(work);
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    scope.end();
  }
}

/**
 * Until its end the span is active in what `run` begins. Timers and loops that were begun there go on afterwards, and
 * are not part of the span then: a trace would grow for as long as the process lives.
 */
export function openScope(span: Span): { run: <T>(work: () => T) => T; end: () => void } {
  const scope: Scope = { span, isOpen: true };
  return {
    run: (work) => context.with(context.active().setValue(SCOPE, scope), work),
    end() {
      scope.isOpen = false;
      span.end();
    },
  };
}

/** Notes an error by its kind alone: its text may quote what was sent. */
export function failed(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The active span's context; null without one, and while this process does not trace. */
export function activeContext(): SpanContext | null {
  if (!tracing) return null;
  const scope = context.active().getValue(SCOPE) as Scope | undefined;
  const active = scope?.isOpen ? scope.span.spanContext() : null;
  return active && isSpanContextValid(active) ? active : null;
}

/** Record → the span that it comes from, or that it was made by. */
const carried = new WeakMap<object, SpanContext>();

/** Remembers to which span a record belongs, as long as there is the record. */
export function carry(value: unknown, spanContext: SpanContext | null): void {
  if (spanContext && typeof value === 'object' && value !== null) carried.set(value, spanContext);
}

/** The span that a record belongs to; null when none is known, and while this process does not trace. */
export const carriedBy = (value: unknown): SpanContext | null =>
  tracing && typeof value === 'object' && value !== null ? (carried.get(value) ?? null) : null;

/** Ids of the active span for a log line. */
export function idsForLog(): object {
  const active = activeContext();
  return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
}
