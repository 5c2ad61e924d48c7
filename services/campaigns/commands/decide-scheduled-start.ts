/**
 * A start has a window: an earliest and a latest time. A start that would be too late (the system was down, a
 * database was restored, the command waited in its topic) does not happen, and the campaign shows why.
 */
import type { CampaignDocument, ScheduledStart } from '../../../schemas/collections.ts';
import { timeText } from '../../commands/execution/command-limits.ts';
import { statusAfter } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { campaignFaults } from './campaign-faults.ts';
import { badTransition, notFound, startCampaign } from './decide-status.ts';
import {
  changeCampaign,
  refuse,
  type BodyOf,
  type Decision,
  type OwnCommand,
  type State,
} from './decision.ts';
import { DAY, HOUR } from '../../domain/time/lengths.ts';

/**
 * A campaign for the morning must not start in the afternoon: a scheduled start without a latest time has one
 * hour.
 */
const DEFAULT_WINDOW_MS = HOUR;
/** A start "now" that waited longer than this in its topic (the system was off) is not expected any more. */
const DEFAULT_AGE_MS = DAY;
/** A leap year and a day, so that "this day next year" is possible. */
const MAX_AHEAD_MS = 367 * DAY;

/** Starts at once, or stores the scheduled start; the command's id identifies the schedule. */
export function startInWindow(
  { subjectId: id, commandId, issuedAt }: Pick<OwnCommand, 'subjectId' | 'commandId' | 'issuedAt'>,
  body: BodyOf<'StartCampaign'>,
  state: State,
  now: Date,
): Decision {
  const { campaign } = state;
  if (!campaign) return notFound(id);
  const faults = windowFaults(body, now);
  if (faults.length > 0) return refuse(...faults);
  const { notBefore, notAfter } = body;
  if (notBefore === null || notBefore <= now.getTime()) {
    const latest =
      notAfter ?? (notBefore === null ? issuedAt + DEFAULT_AGE_MS : notBefore + DEFAULT_WINDOW_MS);
    if (now.getTime() > latest) return refuse(tooLate(latest, now));
    return startCampaign(id, state, now);
  }
  const status = statusAfter.start[campaign.status];
  if (!status || status === campaign.status) return badTransition(campaign, 'start');
  const broken = campaignFaults(campaign, state);
  if (broken.length > 0) return refuse(...broken);
  const scheduledStart = {
    id: commandId,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter ?? notBefore + DEFAULT_WINDOW_MS),
  };
  return changeCampaign(campaign, 'EDITED', { scheduledStart, missedStart: null }, now);
}

/**
 * The time of a scheduled start has come. If it is refused within its window, it is tried again; after the
 * window it is missed, and shown as missed.
 */
export function startScheduled(
  id: string,
  body: BodyOf<'StartScheduled'>,
  state: State,
  now: Date,
): Decision {
  const { campaign } = state;
  if (!campaign) return notFound(id);
  const scheduled = campaign.scheduledStart ?? null;
  if (scheduled?.id !== body.scheduleId)
    return refuse(
      fault(
        'schedule.not.current',
        'scheduleId',
        `The campaign's scheduled start is ${scheduled?.id ?? 'none'}; the command is about ${body.scheduleId}.`,
      ),
    );
  if (now < scheduled.notBefore)
    return refuse(
      fault(
        'start.too.early',
        'scheduleId',
        `The start is scheduled for ${scheduled.notBefore.toISOString()}.`,
      ),
    );
  const started = startCampaign(id, state, now);
  if (now <= scheduled.notAfter) return started;
  const errors = [tooLate(scheduled.notAfter.getTime(), now), ...(started.accepted ? [] : started.faults)];
  return missed(campaign, scheduled, errors, now);
}

function missed(campaign: CampaignDocument, scheduled: ScheduledStart, errors: Fault[], now: Date): Decision {
  const missedStart = { ...scheduled, at: now, errors };
  return changeCampaign(campaign, 'EDITED', { scheduledStart: null, missedStart }, now);
}

function windowFaults({ notBefore, notAfter }: BodyOf<'StartCampaign'>, now: Date): Fault[] {
  const faults: Fault[] = [];
  for (const [field, at] of [
    ['notBefore', notBefore],
    ['notAfter', notAfter],
  ] as const) {
    if (at === null || (at > 0 && at <= now.getTime() + MAX_AHEAD_MS)) continue;
    faults.push(
      fault('invalid.property', field, `${field} is ${timeText(at)}; expected a time at most a year ahead.`),
    );
  }
  if (faults.length === 0 && notBefore !== null && notAfter !== null && notAfter < notBefore)
    faults.push(
      fault(
        'invalid.property',
        'notAfter',
        `notAfter is ${timeText(notAfter)}; expected a time not before notBefore (${timeText(notBefore)}).`,
      ),
    );
  return faults;
}

const tooLate = (latest: number, now: Date): Fault =>
  fault(
    'start.too.late',
    'notAfter',
    `The latest time of the start was ${timeText(latest)}; the time is now ${now.toISOString()}.`,
  );
