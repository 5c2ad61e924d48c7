/** Sends claimed messages at their slots and tells what came of each. At most one request per claim; no request near the end of its lease. */
import type { MessageStatus, ProviderSignal } from '../../schemas/types.ts';
import type { Settings } from '../../config/settings.ts';
import { faultPoint } from '../platform/fault-point.ts';
import type { Logger } from '../platform/logger.ts';
import { nowMicros } from '../platform/wall-clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Outbox } from './outbox.ts';
import type { Claimed } from './claim-messages.ts';
import type { CloudApi } from './cloud-api.ts';
import { createSendSchedule } from './send-schedule.ts';
import { toSendResult, type SendResult, type SendSignal } from './send-result.ts';
import { templateMessageBody } from './template-message.ts';

/** A request must have this much of its lease left beyond its timeout. */
const LEASE_RESERVE_MS = 1_000;

export type Access = { phoneNumberId: string; accessToken: string };

export type SendParts = {
  api: CloudApi;
  statuses: Outbox<MessageStatus>;
  signals: Outbox<ProviderSignal>;
  metrics: Metrics;
  log: Logger;
  send: Settings['send'];
  accessOf: (integrationId: string) => Access | null;
  /** Gives back what was claimed and not sent: it waits in the ledger for another slot, its attempt unused. */
  putOff: (messages: readonly Claimed[]) => Promise<void>;
};

type Waiting = Claimed & { integrationId: string; sendAt: number; spacingMicros: number };

export type Sending = {
  add(claimed: readonly Claimed[]): void;
  /** Messages scheduled or under way. */
  load(): number;
  /** Lets requests under way end and hands back what was not sent. */
  stop(): Promise<void>;
};

export function startSending(parts: SendParts): Sending {
  const { metrics, send } = parts;
  const schedule = createSendSchedule<Waiting>(send.latenessMs * 1_000);
  const underWay = new Set<Promise<void>>();
  const putOffs = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    if (stopped) return;
    if (underWay.size < send.connections) {
      const { due, late } = schedule.takeDue(nowMicros());
      putOff(late, 'late');
      for (const one of due) start(one);
    }
    const next = schedule.nextMicros();
    // with every connection busy the end of a request pumps
    if (next !== null && underWay.size < send.connections)
      timer = setTimeout(pump, Math.max(0, Math.floor((next - nowMicros()) / 1_000)));
  }

  function start(one: Waiting): void {
    const now = nowMicros();
    if (one.leaseUntilMs - now / 1_000 < send.timeoutMs + LEASE_RESERVE_MS) return putOff([one], 'lease');
    metrics.observe('wac_pace_error_seconds', Math.max(0, (now - one.sendAt) / 1_000_000));
    const sending = sendOne(one).finally(() => {
      underWay.delete(sending);
      metrics.set('wac_send_in_flight', underWay.size);
      if (!timer) pump();
    });
    underWay.add(sending);
    metrics.set('wac_send_in_flight', underWay.size);
  }

  /** Not sent for certain. Should giving it back fail, its lease ends and it is unknown: safe, and told. */
  function putOff(ones: readonly Waiting[], why: 'late' | 'lease' | 'stopping'): void {
    if (ones.length === 0) return;
    metrics.count('wac_put_off_total', { why }, ones.length);
    const giving = parts
      .putOff(ones)
      .catch((error: unknown) =>
        parts.log.error({ err: error, count: ones.length, why }, 'messages could not be given back'),
      )
      .finally(() => putOffs.delete(giving));
    putOffs.add(giving);
  }

  async function sendOne(one: Waiting): Promise<void> {
    const { message } = one;
    const access = parts.accessOf(message.integrationId);
    if (!access) {
      const reason = 'no access token is configured for the integration (WHATSAPP_ACCESS_TOKENS)';
      return report(one, {
        kind: 'RETRY',
        code: null,
        reason,
        afterMs: 60_000,
        signal: { type: 'Hold', scope: 'ACCOUNT', forMs: 60_000, code: 190, reason },
      });
    }
    await faultPoint('sender.request.before');
    const startedAt = performance.now();
    const exchange = await parts.api.post(
      access.phoneNumberId,
      access.accessToken,
      templateMessageBody(message),
    );
    metrics.observe('wac_send_seconds', (performance.now() - startedAt) / 1_000);
    await faultPoint('sender.request.after');
    report(one, toSendResult(exchange, message.attempt, send.maxAttempts, Math.random()));
  }

  function report(one: Waiting, result: SendResult): void {
    const { message } = one;
    const at = Date.now();
    metrics.count('wac_send_requests_total', { result: result.kind.toLowerCase() });
    const base = {
      messageId: message.messageId,
      attempt: message.attempt,
      wamid: null,
      at,
      source: 'SENDER',
      code: null,
      reason: null,
      dueAt: null,
    } as const;
    switch (result.kind) {
      case 'ACCEPTED':
        return parts.statuses.put({ ...base, kind: 'ACCEPTED', wamid: result.wamid });
      case 'RETRY':
        parts.statuses.put({
          ...base,
          kind: 'RETRY',
          code: result.code,
          reason: result.reason,
          dueAt: at + result.afterMs,
        });
        return signal(message, result.signal, at);
      case 'FAILED':
        parts.statuses.put({ ...base, kind: 'FAILED', code: result.code, reason: result.reason });
        return signal(message, result.signal, at);
      case 'UNKNOWN':
        return parts.statuses.put({ ...base, kind: 'UNKNOWN', reason: result.reason });
    }
  }

  function signal(message: Claimed['message'], said: SendSignal | undefined, at: number): void {
    if (!said) return;
    const { integrationId, campaignId } = message;
    parts.log.warn({ integrationId, campaignId, ...said }, 'the provider says');
    const body: ProviderSignal['body'] =
      said.type === 'Hold'
        ? {
            type: 'Hold',
            scope: said.scope,
            scopeKey: scopeKeyOf(said.scope, message),
            until: at + said.forMs,
            code: said.code,
            reason: said.reason,
          }
        : said.type === 'SlowDown'
          ? { type: 'SlowDown', code: said.code, detail: said.detail }
          : { type: 'CampaignMustStop', campaignId, code: said.code, reason: said.reason };
    parts.signals.put({ integrationId, at, body });
  }

  return {
    add(claimed) {
      for (const one of claimed) {
        const { integrationId, sendAt, spacingMicros } = one.message;
        schedule.add({ ...one, integrationId, sendAt, spacingMicros });
      }
      if (underWay.size < send.connections) pump();
    },
    load: () => schedule.size() + underWay.size,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      putOff(schedule.drain(), 'stopping');
      await Promise.all([...underWay, ...putOffs]);
    },
  };
}

function scopeKeyOf(scope: string, message: Claimed['message']): string {
  if (scope === 'TEMPLATE') return message.template.name;
  return scope === 'CAMPAIGN' ? message.campaignId : message.integrationId;
}
