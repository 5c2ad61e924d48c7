/**
 * Sends claimed messages at their slots and tells what came of each. At most one request per claim; no
 * request near the end of its lease.
 */
import type { MessageStatus, ProviderSignal } from '../../../schemas/types.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Span } from '@opentelemetry/api';
import { carry, within } from '../../platform/tracing/tracing.ts';
import { noteAnswer, startAttempt } from '../../tracing/message-spans.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { toProviderSignal, type ProviderNotice } from '../../domain/provider/provider-signal.ts';
import { errorTable, type Endpoint } from '../../domain/provider/error-table.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createLogThrottle, type LogThrottle } from '../../platform/process/log-throttle.ts';
import { nowMicros } from '../../platform/process/wall-clock.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Outbox } from './outbox.ts';
import type { Claimed } from '../claim/claim-messages.ts';
import type { CloudApi } from './cloud-api.ts';
import { createCampaignGuard, type CampaignGuard, type Started } from '../claim/campaign-guard.ts';
import { createHangingRequests, type HangingRequests } from './hanging-requests.ts';
import { createSendSchedule, mayStart, type SendSchedule } from './send-schedule.ts';
import { toSendResult, type SendResult } from './send-result.ts';
import { statusOfResult } from './status-of-result.ts';
import { templateMessageBody, type MarketingOptions } from '../../domain/template/template-message.ts';
import type { PutOffReason } from '../../../schemas/metric-values.ts';

/** What waits for an answer to another message is looked at again after this. */
const WAIT_LOOK_MS = 2;
/** The provider says the same of every message under way: the log has it this often. */
const LOG_EVERY_MS = 5_000;

export type Access = {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  endpoint: Endpoint;
  /** What only the marketing endpoint takes; null for the plain one. */
  marketing: MarketingOptions | null;
};

export type SendParts = {
  api: CloudApi;
  statuses: Outbox<MessageStatus>;
  signals: Outbox<ProviderSignal>;
  metrics: Metrics;
  log: Logger;
  send: Settings['send'];
  /** Of the provider. */
  baseUrl: string;
  accessOf: (integrationId: string) => Access | null;
  /** The change that turned a campaign on: failures before it count no more. */
  generationOf: (campaignId: string) => number;
  /** Whether it is the contact's callable time now: the last word on it. */
  isCallable: (message: Claimed['message']) => boolean;
  /** Gives back what was claimed and not sent: it waits in the ledger for another slot, its attempt unused. */
  putOff: (messages: readonly Claimed[]) => void;
};

type Waiting = Claimed & {
  integrationId: string;
  sendAt: number;
  spacingMicros: number;
  generation: number;
};
/** Let through by the campaign's guard. */
type Due = { waiting: Waiting; request: Started; span?: Span };

export type Sending = {
  add(claimed: readonly Claimed[]): void;
  /** Messages scheduled or under way. */
  load(): number;
  /** How late the last message of a number left, ms. */
  delayMs(integrationId: string): number;
  /** Lets requests under way end and hands back what was not sent. */
  stop(): Promise<void>;
};

type State = {
  readonly parts: SendParts;
  readonly schedule: SendSchedule<Waiting>;
  readonly underWay: Set<Promise<void>>;
  readonly guard: CampaignGuard;
  readonly hanging: HangingRequests;
  readonly logThrottle: LogThrottle;
  timer: NodeJS.Timeout | undefined;
  isStopped: boolean;
};

export function startSending(parts: SendParts): Sending {
  const { send } = parts;
  const state: State = {
    parts,
    schedule: createSendSchedule<Waiting>(send.latenessMs * 1_000),
    underWay: new Set(),
    guard: createCampaignGuard(send.maxFailuresInRow),
    hanging: createHangingRequests(Math.ceil(send.connections / 2)),
    logThrottle: createLogThrottle(LOG_EVERY_MS),
    timer: undefined,
    isStopped: false,
  };
  const { schedule, underWay } = state;
  return {
    add(claimed) {
      schedule.add(
        claimed.map((one) => {
          const { integrationId, sendAt, spacingMicros, campaignId } = one.message;
          const generation = parts.generationOf(campaignId);
          return { ...one, integrationId, sendAt, spacingMicros, generation };
        }),
      );
      if (underWay.size < send.connections) pump(state);
    },
    load: () => schedule.size() + underWay.size,
    delayMs: (integrationId) => schedule.delayOf(integrationId) / 1_000,
    async stop() {
      state.isStopped = true;
      clearTimeout(state.timer);
      putOff(parts, schedule.drain(), 'stopping');
      await Promise.all(underWay);
    },
  };
}

/** Starts what is due, as far as connections are free, and sets the timer for the rest. */
function pump(state: State): void {
  const { parts, schedule, underWay, guard } = state;
  const { connections } = parts.send;
  clearTimeout(state.timer);
  state.timer = undefined;
  if (state.isStopped) return;
  if (underWay.size < connections) {
    let waits = false;
    const stopped: Waiting[] = [];
    const requests = new Map<Waiting, Started>();
    const { due, late } = schedule.takeDue(nowMicros(), (waiting) => {
      const answer = mayLeave(state, waiting, Date.now());
      if (answer === 'go')
        requests.set(waiting, guard.started(waiting.message.campaignId, waiting.generation));
      else if (answer === 'wait') waits = true;
      else stopped.push(waiting);
      return answer !== 'wait';
    });
    putOff(parts, late, 'late');
    putOff(parts, stopped, 'stopped');
    for (const waiting of due) {
      const request = requests.get(waiting);
      if (request) start(state, { waiting, request });
    }
    if (waits) return void (state.timer = setTimeout(pump, WAIT_LOOK_MS, state));
  }
  const next = schedule.nextMicros();
  // with every connection busy the end of a request pumps
  if (next !== null && underWay.size < connections)
    state.timer = setTimeout(pump, Math.max(0, Math.floor((next - nowMicros()) / 1_000)), state);
}

function mayLeave(
  state: State,
  { message, integrationId, generation }: Waiting,
  now: number,
): 'go' | 'wait' | 'stopped' {
  const { hanging, guard } = state;
  if (hanging.mayStart(integrationId, now)) return guard.ask(message.campaignId, generation, now);
  signal(state, message, hanging.holdOf(integrationId, now), now, now);
  return 'wait';
}

function start(state: State, due: Due): void {
  const { parts, underWay, guard, hanging } = state;
  const { metrics } = parts;
  const { waiting, request } = due;
  const now = nowMicros();
  if (!mayStart(waiting.leaseUntilMs, now / 1_000, parts.send.timeoutMs)) {
    guard.notStarted(request);
    return putOff(parts, [waiting], 'lease');
  }
  if (!parts.isCallable(waiting.message)) {
    guard.notStarted(request);
    return putOff(parts, [waiting], 'not_callable');
  }
  metrics.observe('wac_pace_error_seconds', Math.max(0, (now - waiting.sendAt) / 1_000_000));
  const held = hanging.started(waiting.integrationId, now / 1_000);
  const sending = sendMessage(state, due).finally(() => {
    hanging.ended(held);
    underWay.delete(sending);
    metrics.set('wac_send_in_flight', underWay.size);
    if (!state.timer) pump(state);
  });
  underWay.add(sending);
  metrics.set('wac_send_in_flight', underWay.size);
}

/** Not sent for certain. */
function putOff(parts: SendParts, messages: readonly Waiting[], why: PutOffReason): void {
  if (messages.length === 0) return;
  parts.metrics.count('wac_put_off_total', { why }, messages.length);
  parts.putOff(messages);
}

function sendMessage(state: State, due: Due): Promise<void> {
  const { accessOf, baseUrl } = state.parts;
  const { message } = due.waiting;
  const access = accessOf(message.integrationId);
  const span = startAttempt(message, { baseUrl, endpoint: access?.endpoint ?? 'messages' });
  return span ? within(span, () => request(state, { ...due, span }, access)) : request(state, due, access);
}

async function request(state: State, due: Due, access: Access | null): Promise<void> {
  const { api, metrics, send } = state.parts;
  const { message } = due.waiting;
  if (!access) {
    const reason = 'no access token is configured for the integration (WHATSAPP_ACCESS_TOKENS)';
    return report(state, due, {
      kind: 'RETRY',
      code: null,
      reason,
      afterMs: 60_000,
      signal: { type: 'Hold', scope: 'ACCOUNT', forMs: 60_000, code: 190, reason },
    });
  }
  await faultPoint('sender.request.before');
  const requestedAt = Date.now();
  const startedAt = performance.now();
  const exchange = await api.post(
    access.phoneNumberId,
    access.endpoint,
    access.accessToken,
    templateMessageBody(message, access.marketing),
  );
  metrics.observe('wac_send_seconds', (performance.now() - startedAt) / 1_000);
  await faultPoint('sender.request.after');
  const result = toSendResult(exchange, message.attempt, send.maxAttempts, Math.random(), access.endpoint);
  report(state, due, result, requestedAt, exchange.kind === 'answer' ? exchange.status : null);
}

/** @param requestedAt when its request left, ms since the epoch @param httpStatus of the answer; null without one */
function report(
  state: State,
  { waiting: { message }, request, span }: Due,
  result: SendResult,
  requestedAt = Date.now(),
  httpStatus: number | null = null,
): void {
  const { metrics, statuses } = state.parts;
  const at = Date.now();
  signal(state, message, state.guard.answered(request, result, at), at, at);
  metrics.count('wac_send_requests_total', { result: result.kind.toLowerCase() });
  countRefusal(metrics, message.integrationId, result);
  const status = statusOfResult(message, result, at);
  if (span) {
    noteAnswer(span, result, httpStatus);
    carry(status, span.spanContext());
  }
  statuses.put(status);
  if (result.kind === 'RETRY' || result.kind === 'FAILED')
    signal(state, message, result.signal, requestedAt, at);
}

function countRefusal(metrics: Metrics, integrationId: string, result: SendResult): void {
  if (!('code' in result) || result.code === null) return;
  const code = errorTable.has(result.code) ? String(result.code) : 'other';
  metrics.count('wac_number_refusals_total', { integration_id: integrationId, code });
}

function signal(
  { parts, logThrottle }: State,
  message: Claimed['message'],
  notice: ProviderNotice | null | undefined,
  at: number,
  heardAt: number,
): void {
  if (!notice) return;
  const { integrationId, campaignId } = message;
  const times = logThrottle.pass(`${integrationId} ${campaignId} ${notice.type} ${notice.code}`, at);
  if (times > 0) parts.log.warn({ integrationId, campaignId, ...notice, times }, 'the provider says');
  const account = parts.accessOf(integrationId)?.businessAccountId ?? null;
  parts.signals.put(toProviderSignal(notice, { ...message, businessAccountId: account }, at, heardAt));
}
