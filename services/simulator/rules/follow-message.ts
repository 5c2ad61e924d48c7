/** Follows an accepted message through its planned statuses; one scheduled task per message at a time. */
import type { Clock } from '../clock.ts';
import type { Counts } from '../log/counts.ts';
import type { PlannedStatus, StatusPlan } from './plan-statuses.ts';
import type { PhoneNumber, Scenario } from '../scenario/scenario.ts';
import type { Schedule } from '../schedule.ts';
import { statusUpdate } from '../webhooks/status-update.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';
import type { StatusEnvelope } from '../webhooks/webhook-update.ts';
import { displayDigits } from './display-digits.ts';

export interface FollowedMessage {
  wamid: string;
  waId: string | undefined;
  userId: string | undefined;
  number: PhoneNumber;
  callbackData: string | undefined;
  category: string | undefined;
  template: string | undefined;
}

export interface FollowParts {
  scenario: () => Scenario;
  counts: () => Counts;
  clock: Clock;
  schedule: Schedule;
  realNow: () => number;
  webhook: WebhookSender;
  /** Called when the plan reaches an opt-out. */
  onStop: (message: FollowedMessage) => void;
  /** Called when pacing dropped a held message. */
  onDropped: (message: FollowedMessage) => void;
}

const TEMPLATE_PAUSED = 132015;

/** A promise only when the plan wants the first status ahead of the reply: resolved when it was answered. */
export function followMessage(
  parts: FollowParts,
  message: FollowedMessage,
  plan: StatusPlan,
): Promise<void> | undefined {
  const { steps } = plan;
  const start = parts.clock.now();
  const [first] = steps;
  const run = (index: number): void => {
    const step = steps[index];
    if (!step) return;
    parts.schedule.at(start + step.afterMs, () => {
      perform(step);
      run(index + 1);
    });
  };
  const perform = (step: PlannedStatus): void => {
    if (step.event === 'stop') {
      parts.onStop(message);
      return;
    }
    parts.webhook.send(envelope(parts, message, step.event, step.code));
    if (step.code === TEMPLATE_PAUSED) parts.onDropped(message);
  };
  if (!plan.early || !first || first.event === 'stop') {
    run(0);
    return undefined;
  }
  run(1);
  return parts.webhook.sendAlone(envelope(parts, message, first.event, first.code));
}

function envelope(
  parts: FollowParts,
  message: FollowedMessage,
  status: 'sent' | 'delivered' | 'read' | 'failed',
  code: number | undefined,
): StatusEnvelope {
  const { webhook, account } = parts.scenario();
  const { number, waId, userId } = message;
  parts.counts().statuses[status] += 1;
  parts.counts().latest.status(message.wamid, status, code);
  const callbackData =
    status === 'failed' && !webhook.callbackDataOnFailed ? undefined : message.callbackData;
  const contact = {
    profile: { name: 'Simulated User' },
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(userId === undefined ? {} : { user_id: userId }),
  };
  const withContact =
    webhook.contacts === 'always' || (webhook.contacts === 'omit-on-failed' && status !== 'failed');
  const update = statusUpdate({
    wamid: message.wamid,
    status,
    timestamp: webhook.timestampsInMs ? parts.realNow() : parts.realNow() / 1000,
    waId,
    userId,
    callbackData,
    code,
    category: message.category,
    conversationId: webhook.conversation ? message.wamid.slice(-32) : undefined,
  });
  const logged = JSON.stringify({
    wamid: message.wamid,
    to: waId ?? userId,
    status,
    ...(code === undefined ? {} : { code }),
    phoneNumberId: number.id,
    callbackData: message.callbackData ?? null,
  });
  return {
    kind: 'status',
    accountId: account.id,
    phoneNumberId: number.id,
    displayPhoneNumber: displayDigits(number),
    status: JSON.stringify(update),
    contact: withContact ? JSON.stringify(contact) : undefined,
    logged: logged.slice(1, -1),
  };
}
