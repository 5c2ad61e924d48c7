/**
 * Spans of what is done with many records at once, after the conventions for messaging
 * (https://opentelemetry.io/docs/specs/semconv/messaging/kafka/). A batch has a trace of its own, or belongs to that of
 * its writer, and links to the spans of its records.
 */
import { SpanKind, type Attributes, type SpanContext } from '@opentelemetry/api';
import type { Topic } from '../../../schemas/topics.ts';
import { isSampled, readTraceContext, traceHeaders } from './trace-context.ts';
import { activeContext, carriedBy, carry, currentTracing, startSpan, within } from './tracing.ts';

type TopicOfSpan = Pick<Topic<never>, 'name' | 'isOfMessages'>;
type Headers = Readonly<Record<string, string | Buffer | Array<string | Buffer> | undefined>>;

/** The operation of a span: its name is of ours, its type one of the convention. */
export type Operation = {
  readonly name: string;
  readonly type: 'create' | 'send' | 'receive' | 'process';
};

/** `topicName` with the namespace. */
export const messagingAttributes = (operation: Operation, topicName: string): Attributes => ({
  'messaging.system': 'kafka',
  'messaging.destination.name': topicName,
  'messaging.operation.name': operation.name,
  'messaging.operation.type': operation.type,
});

/**
 * Sends values in a span. @param send gets the function that gives each record its headers; undefined for none
 */
export async function sendInSpan<V>(
  topic: TopicOfSpan,
  values: readonly V[],
  send: (headersOf?: (value: V) => Record<string, string> | undefined) => Promise<void>,
): Promise<void> {
  const tracing = currentTracing();
  if (!tracing) return send();
  const links = sampledOf(values.map(carriedBy));
  const writer = topic.isOfMessages ? null : activeContext();
  const topicName = tracing.namespace + topic.name;
  const span = startSpan(`send ${topicName}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      ...messagingAttributes({ name: 'send', type: 'send' }, topicName),
      'messaging.batch.message_count': values.length,
    },
    links,
    parent: writer,
    always: links.length > 0,
  });
  const own = span.spanContext();
  // what nobody records and nobody has begun needs no header
  const common = writer || (!topic.isOfMessages && isSampled(own)) ? traceHeaders(own) : undefined;
  return within(span, () =>
    send((value) => {
      const of = carriedBy(value);
      return of && isSampled(of) ? traceHeaders(of) : common;
    }),
  );
}

/** Remembers for each record the span that its headers name. */
export function carryHeaders(value: unknown, headers: Headers | undefined): void {
  if (headers) carry(value, readTraceContext(definedOf(headers)));
}

const definedOf = (headers: Headers) => headers as Parameters<typeof readTraceContext>[0];

/** Handles records of a partition in a span. Without tracing they are only handled. */
export async function processInSpan<T>(
  batch: { topicName: string; group: string; partition: number },
  values: ReadonlyArray<{ readonly value: unknown }>,
  work: () => Promise<T>,
): Promise<T> {
  if (!currentTracing()) return work();
  const links = sampledOf(values.map(({ value }) => carriedBy(value)));
  const span = startSpan(`process ${batch.topicName}`, {
    kind: SpanKind.CONSUMER,
    attributes: {
      ...messagingAttributes({ name: 'process', type: 'process' }, batch.topicName),
      'messaging.consumer.group.name': batch.group,
      'messaging.destination.partition.id': String(batch.partition),
      'messaging.batch.message_count': values.length,
    },
    links,
    always: links.length > 0,
  });
  return within(span, work);
}

const sampledOf = (contexts: ReadonlyArray<SpanContext | null>): SpanContext[] =>
  contexts.filter((of): of is SpanContext => of !== null && isSampled(of));
