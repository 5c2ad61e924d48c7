/**
 * Why a campaign does not send now, or sends below its own rate: its status first, then what it waits for,
 * then what limits it (F6).
 */
import type { LimitOfRun, WaitingReason } from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import type { Progress } from './read-progress.ts';

/** Why a campaign is invalid, where its faults tell one cause. */
type BrokenReason = 'integration_inactive' | 'template_broken' | 'list_deleted';

export type RateReason =
  Exclude<CampaignStatus, 'on'> | BrokenReason | WaitingReason | LimitOfRun['by'] | 'unclear' | 'none';

export type Explanation = {
  /** A code; `none` when it sends at its own rate, `unclear` when it waits and nobody kept why. */
  readonly reason: RateReason;
  /** As people read it. */
  readonly text: string;
  /** Who decides about it; null when nobody has to. */
  readonly saidBy: string | null;
  /** When it ends at the earliest; null when nobody knows, or when it ends by what somebody does. */
  readonly endsAt: Date | null;
};

const SAID_BY: Readonly<Record<WaitingReason | LimitOfRun['by'], string>> = {
  restore: 'the throttle: database and Kafka do not fit together; an operator confirms the restore',
  template: 'WhatsApp, which paused or holds the template',
  held: 'WhatsApp, or this system after what WhatsApp answered',
  senders: 'the throttle, by what the senders manage',
  day_limit: 'WhatsApp, by the messaging limit of the portfolio',
  callable_time: 'the callable times of the campaign',
  planning: 'eligibility, which plans the order',
  exhausted: 'the contact list: no contacts are left',
  contacts: 'eligibility, which takes contacts up',
  level: 'WhatsApp, by the level of the number',
  refused: 'WhatsApp, which refused messages for throughput (130429)',
  shared: 'the other campaigns of the number',
};

const BROKEN_BY: ReadonlyArray<readonly [code: RegExp, reason: BrokenReason]> = [
  [/^whatsapp\.integration\./, 'integration_inactive'],
  [/^content\.template\./, 'template_broken'],
  [/^(contact|dnc)\.list\.not\.found$/, 'list_deleted'],
];

const AT_REST: Readonly<Record<Exclude<CampaignStatus, 'on'>, readonly [text: string, saidBy: string]>> = {
  stopping: ['It is stopping: messages under way end first.', 'whoever stopped it'],
  off: ['It is off: start it.', 'whoever made, stopped or changed it'],
  complete: ['Its run is complete.', 'the contact list: everybody has an outcome'],
  invalid: ['It is invalid:', 'this system: something that it uses is missing or broken'],
  forced_off: ['It was stopped by force:', 'WhatsApp, by what it answered'],
  forced_stopping: ['It is stopped by force: messages under way end first.', 'WhatsApp, by what it answered'],
};

export function explainRate(
  progress: Pick<
    Progress,
    | 'status'
    | 'errors'
    | 'waiting'
    | 'waitingReason'
    | 'resumesAt'
    | 'limitedBy'
    | 'limitedReason'
    | 'limitPerMinute'
    | 'ownPerMinute'
  >,
): Explanation {
  const { status, errors, waiting, waitingReason, limitedBy, limitedReason } = progress;
  if (status !== 'on') {
    const [text, saidBy] = AT_REST[status];
    const faults = errors.map(({ code, message }) => `${message} [${code}]`);
    return { reason: reasonAtRest(status, errors), text: [text, ...faults].join(' '), saidBy, endsAt: null };
  }
  if (waiting !== null) {
    const saidBy = waitingReason === null ? null : SAID_BY[waitingReason];
    const text = `It does not send now: ${waiting}.`;
    return { reason: waitingReason ?? 'unclear', text, saidBy, endsAt: progress.resumesAt };
  }
  const { limitPerMinute, ownPerMinute } = progress;
  if (limitedBy !== null && limitedReason !== null) {
    const text = `It sends ${limitPerMinute} a minute instead of ${ownPerMinute}: ${limitedBy}.`;
    return { reason: limitedReason, text, saidBy: SAID_BY[limitedReason], endsAt: null };
  }
  const text = `Nothing keeps it from sending ${ownPerMinute} a minute.`;
  return { reason: 'none', text, saidBy: null, endsAt: null };
}

function reasonAtRest(status: Exclude<CampaignStatus, 'on'>, errors: Progress['errors']): RateReason {
  if (status !== 'invalid') return status;
  const broken = BROKEN_BY.find(([pattern]) => errors.some(({ code }) => pattern.test(code)));
  return broken?.[1] ?? status;
}
