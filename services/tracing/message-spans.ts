/** One trace a message: the spans of its steps in every process, for the messages that the sampler takes. */
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import { topics, type Topic } from '../../schemas/topics.ts';
import type { EligibilityNews, MessageStatus, ReleasedMessage } from '../../schemas/types.ts';
import {
  attemptOf,
  decisionOf,
  planningOf,
  traceIdOf,
  type SpanPlace,
} from '../domain/message/message-trace.ts';
import { messagingAttributes, type Operation } from '../platform/tracing/batch-spans.ts';
import { isSampled } from '../platform/tracing/trace-context.ts';
import {
  activeContext,
  carriedBy,
  carry,
  currentTracing,
  failed,
  startSpan,
  type SpanOptions,
} from '../platform/tracing/tracing.ts';

// Without tracing each function here is one check of a variable. No attribute holds a number, a name or a text.

/** Does a step of several messages and ends its spans. */
export async function during(spans: readonly Span[], step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    for (const span of spans) failed(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

const NONE: readonly Span[] = [];

/**
 * Contacts that get a message. What was decided before is published again under the same span, without a second one.
 * @param startMs when deciding about them began, ms since the epoch
 * @param decided when each contact was decided
 */
export function startDecisions(
  records: readonly EligibilityNews[],
  startMs: number,
  decided: ReadonlyArray<{ readonly sequence: number; readonly at: Date }>,
): readonly Span[] {
  if (!currentTracing()) return NONE;
  const before = new Set(decided.flatMap(({ sequence, at }) => (at.getTime() < startMs ? [sequence] : [])));
  return records.flatMap((record) => {
    const { body, campaignId, runId, integrationId } = record;
    if (body.type !== 'EligibleContact' || !isTaken(record, body.messageId)) return [];
    if (before.has(body.sequence)) {
      carry(record, remote(decisionOf(body.messageId)));
      return [];
    }
    return startStep(record, {
      ...{ verb: 'decide', type: 'create', topic: topics.eligibleContacts },
      messageId: body.messageId,
      attributes: idsOf({ messageId: body.messageId, campaignId, runId, integrationId }),
      ids: decisionOf(body.messageId),
      parent: null,
      startMs,
      links: [remote(planningOf(runId)), activeContext()],
    });
  });
}

/** Messages that get their slots. */
export function startReleases(messages: readonly ReleasedMessage[]): readonly Span[] {
  if (!currentTracing()) return NONE;
  return messages.filter(isMessageTaken).flatMap((message) =>
    startStep(message, {
      ...{ verb: 'release', type: 'create', topic: topics.releasedMessages },
      messageId: message.messageId,
      attributes: idsOf(message),
      parent: remote(decisionOf(message.messageId)),
    }),
  );
}

/** Statuses that a webhook brings. */
export function startReports(statuses: readonly MessageStatus[]): readonly Span[] {
  if (!currentTracing()) return NONE;
  return statuses
    .filter(isMessageTaken)
    .flatMap((status) => startStatusStep(status, { verb: 'report', type: 'create' }, activeContext()));
}

/** Statuses that change the ledger. */
export function startApplications(statuses: readonly MessageStatus[]): readonly Span[] {
  if (!currentTracing()) return NONE;
  return statuses
    .filter(isMessageTaken)
    .flatMap((status) => startStatusStep(status, { verb: 'apply', type: 'process' }, null));
}

/** What the span of a request says about where it goes. */
export type Target = { readonly baseUrl: string; readonly endpoint: string };

/** The request that sends a message; null when it is not traced. */
export function startAttempt(message: ReleasedMessage, { baseUrl, endpoint }: Target): Span | null {
  if (!currentTracing() || !isMessageTaken(message)) return null;
  const { messageId, attempt } = message;
  const parent = heardParent(message, messageId) ?? remote(decisionOf(messageId));
  const place = attemptOf(messageId, attempt);
  if (!place || !parent) return null;
  const { hostname, port, protocol } = new URL(baseUrl);
  const template = `/{version}/{phone_number_id}/${endpoint}`;
  return startSpan(`POST ${template}`, {
    parent,
    ids: { spanId: place.spanId },
    kind: SpanKind.CLIENT,
    attributes: {
      ...idsOf(message),
      'http.request.method': 'POST',
      'url.template': template,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
      ...(attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {}),
    },
  });
}

/** What came of the request. @param httpStatus of the answer; null without one */
export function noteAnswer(
  span: Span,
  result: { readonly kind: string; readonly code?: number | null },
  httpStatus: number | null,
): void {
  span.setAttribute('wac.result', result.kind);
  if (httpStatus !== null) span.setAttribute('http.response.status_code', httpStatus);
  if (result.code) span.setAttribute('wac.provider.code', result.code);
  if (result.kind === 'ACCEPTED') return;
  span.setAttribute('error.type', httpStatus === null ? 'no_answer' : String(httpStatus));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A record that is made because of another one belongs to the same span. */
export const carryOn = (from: unknown, to: unknown): void => carry(to, carriedBy(from));

/** The planning of a run, after it: what its messages link to. @param cause what started the run */
export function recordPlanning(runId: string, campaignId: string, cause: unknown, startMs: number): void {
  const place = planningOf(runId);
  if (!currentTracing() || !place) return;
  startSpan('plan', {
    ...{ parent: null, ids: place, always: true, startTime: startMs },
    attributes: { 'wac.run.id': runId, 'wac.campaign.id': campaignId },
    links: [carriedBy(cause), activeContext()],
  }).end();
}

type Step = {
  verb: string;
  type: Operation['type'];
  topic: Pick<Topic<never>, 'name'>;
  messageId: string;
  attributes: Attributes;
  parent: SpanContext | null;
  ids?: SpanPlace | null;
  startMs?: number;
  links?: SpanOptions['links'];
};

/** The span of a step, which the record is then known to belong to; empty when the message is not traced. */
function startStep(record: object, step: Step): Span[] {
  const tracing = currentTracing();
  const isRoot = step.ids !== undefined;
  if (!tracing || (isRoot ? !step.ids : !step.parent)) return [];
  const topicName = tracing.namespace + step.topic.name;
  const operation: Operation = { name: step.verb, type: step.type };
  const span = startSpan(`${step.verb} ${topicName}`, {
    parent: step.parent,
    kind: step.type === 'process' ? SpanKind.CONSUMER : SpanKind.PRODUCER,
    attributes: { ...messagingAttributes(operation, topicName), ...step.attributes },
    ...(step.ids ? { ids: step.ids } : {}),
    ...(step.startMs === undefined ? {} : { startTime: step.startMs }),
    ...(step.links ? { links: step.links } : {}),
  });
  carry(record, span.spanContext());
  return [span];
}

function startStatusStep(
  status: MessageStatus,
  operation: { verb: string; type: Operation['type'] },
  linked: SpanContext | null,
): Span[] {
  const { messageId, attempt, kind, source, code } = status;
  if (messageId === null) return [];
  return startStep(status, {
    ...operation,
    topic: topics.messageStatuses,
    messageId,
    attributes: {
      ...idsOf({ messageId, attempt }),
      'wac.status': kind,
      'wac.status.source': source,
      ...(code === null ? {} : { 'wac.provider.code': code }),
    },
    parent: heardParent(status, messageId) ?? remote(attemptOf(messageId, attempt ?? 1)),
    links: [linked],
  });
}

const isMessageTaken = (record: { readonly messageId: string | null }): boolean =>
  record.messageId !== null && isTaken(record, record.messageId);

/** Whoever wrote the record has decided; otherwise the same rule as everywhere decides. */
function isTaken(record: object, messageId: string): boolean {
  const traceId = traceIdOf(messageId);
  if (traceId === null) return false;
  return heardParent(record, messageId) !== null || (currentTracing()?.samples(traceId) ?? false);
}

/** The recorded span that a record's header names; null when it is of another trace than the message's. */
function heardParent(record: object, messageId: string): SpanContext | null {
  const heard = carriedBy(record);
  return heard && isSampled(heard) && heard.traceId === traceIdOf(messageId) ? heard : null;
}

/** A span of another process, known by rule. */
const remote = (place: SpanPlace | null): SpanContext | null =>
  place && { ...place, traceFlags: TraceFlags.SAMPLED, isRemote: true };

type Ids = {
  messageId: string;
  campaignId?: string;
  runId?: string;
  integrationId?: string;
  attempt?: number | null;
};

const idsOf = ({ messageId, campaignId, runId, integrationId, attempt }: Ids): Attributes => ({
  'wac.message.id': messageId,
  ...(campaignId === undefined ? {} : { 'wac.campaign.id': campaignId }),
  ...(runId === undefined ? {} : { 'wac.run.id': runId }),
  ...(integrationId === undefined ? {} : { 'wac.integration.id': integrationId }),
  ...(attempt ? { 'wac.attempt': attempt } : {}),
});
