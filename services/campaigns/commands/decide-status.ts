/**
 * Starts and stops campaigns and handles what the engine reports about a run: the transitions in
 * domain/campaign.ts, and the fields that each sets.
 */
import type { CampaignDocument, Resend } from '../../../schemas/collections.ts';
import { isActive, statusAfter, type StatusTrigger } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { runIdOf } from '../../domain/message/message.ts';
import { campaignFaults, campaignWarnings } from './campaign-faults.ts';
import {
  changeCampaign,
  refuse,
  unchanged,
  type BodyOf,
  type Decision,
  type Refused,
  type State,
} from './decision.ts';

type CampaignState = Pick<State, 'campaign'>;
type RunEndState = Pick<State, 'campaign' | 'run'>;

/** Starts a new run, or resumes the stopped one. Everything that it refers to is checked again. */
export function startCampaign(id: string, state: State, now: Date): Decision {
  const { campaign } = state;
  if (!campaign) return notFound(id);
  const status = statusAfter.start[campaign.status];
  if (!status) return badTransition(campaign, 'start');
  if (status === campaign.status) return unchanged(campaign.version);
  const isNewRun = campaign.startsNewRun || campaign.runId === null;
  return beginRun(campaign, isNewRun, isNewRun ? null : (campaign.resend ?? null), state, now);
}

/**
 * Turns a campaign that is at rest on, when nothing is in the way.
 * @param resend of the run that begins or is resumed; null: it is for all contacts of the list
 */
export function beginRun(
  campaign: CampaignDocument,
  isNewRun: boolean,
  resend: Resend | null,
  state: State,
  now: Date,
): Decision {
  const faults = campaignFaults(campaign, state);
  const { activeCampaigns } = state.limits;
  if (state.counts.activeCampaigns >= activeCampaigns)
    faults.push(
      fault(
        'active.campaigns.limit.exceeded',
        null,
        `${state.counts.activeCampaigns} campaigns are active; the limit is ${activeCampaigns}.`,
        activeCampaigns,
      ),
    );
  if (faults.length > 0) return refuse(...faults);
  const runNumber = campaign.runNumber + (isNewRun ? 1 : 0);
  const runId = isNewRun ? runIdOf(campaign._id, runNumber) : campaign.runId;
  const started = changeCampaign(
    campaign,
    'STARTED',
    {
      ...{ status: 'on', runNumber, runId, startsNewRun: false, errors: [], startedAt: now, stoppedAt: null },
      ...(resend || campaign.resend ? { resend } : {}),
      ...withoutSchedule(campaign),
    },
    now,
  );
  return { ...started, warnings: campaignWarnings(campaign, state) };
}

/** After a start, no scheduled start is waiting or missed. */
const withoutSchedule = (campaign: CampaignDocument): Partial<CampaignDocument> => ({
  ...(campaign.scheduledStart ? { scheduledStart: null } : {}),
  ...(campaign.missedStart ? { missedStart: null } : {}),
});

/**
 * Messages in flight end first: the campaign becomes `off` with ConfirmStopped. For a campaign that is off, a
 * scheduled start is cancelled.
 */
export function stopCampaign(id: string, { campaign }: CampaignState, now: Date): Decision {
  if (!campaign) return notFound(id);
  const status = statusAfter.stop[campaign.status];
  if (!status) return badTransition(campaign, 'stop');
  if (status === campaign.status)
    return campaign.scheduledStart
      ? changeCampaign(campaign, 'EDITED', { scheduledStart: null }, now)
      : unchanged(campaign.version);
  return changeCampaign(campaign, 'STOPPING', { status, stoppedAt: now }, now);
}

/** The next start begins at the first contact. Never turns a campaign on. */
export function recycleCampaign(id: string, { campaign }: CampaignState, now: Date): Decision {
  if (!campaign) return notFound(id);
  if (campaign.startsNewRun || campaign.runId === null) return unchanged(campaign.version);
  return changeCampaign(campaign, 'RECYCLED', { startsNewRun: true }, now);
}

export function completeRun(
  id: string,
  body: BodyOf<'CompleteRun'>,
  { campaign, run }: RunEndState,
  now: Date,
): Decision {
  if (!campaign) return notFound(id);
  if (body.runId !== campaign.runId) return staleRun(campaign, body.runId);
  const status = statusAfter.exhausted[campaign.status];
  if (!status) return badTransition(campaign, 'exhausted');
  if (status === campaign.status) return unchanged(campaign.version);
  if (campaign.alwaysRunning && campaign.status === 'on')
    return refuse(
      fault(
        'invalid.update',
        'runId',
        'The campaign is always running: it waits for more contacts and does not complete.',
      ),
    );
  if (!run?.isSettled)
    return refuse(
      fault('run.not.complete', 'runId', 'According to the ledger, contacts of the run have no outcome yet.'),
    );
  return changeCampaign(
    campaign,
    'COMPLETED',
    { status, startsNewRun: true, errors: [], stoppedAt: now, ...settled(campaign) },
    now,
  );
}

export function confirmStopped(
  id: string,
  body: BodyOf<'ConfirmStopped'>,
  { campaign, run }: RunEndState,
  now: Date,
): Decision {
  if (!campaign) return notFound(id);
  if (body.runId !== campaign.runId) return staleRun(campaign, body.runId);
  const status = statusAfter.drained[campaign.status];
  if (!status) return badTransition(campaign, 'drained');
  if (status === campaign.status) return unchanged(campaign.version);
  if (!run?.isDrained)
    return refuse(
      fault(
        'run.not.stopped',
        'runId',
        'According to the ledger, messages of the run may still be in flight.',
      ),
    );
  return changeCampaign(campaign, 'STOPPED', { status, ...settled(campaign) }, now);
}

/** In any status: a dependency broke. An invalid campaign only gets the errors that it does not have yet. */
export function invalidateCampaign(
  id: string,
  body: BodyOf<'InvalidateCampaign'>,
  { campaign }: CampaignState,
  now: Date,
): Decision {
  if (!campaign) return notFound(id);
  if (body.runId !== null && body.runId !== campaign.runId) return staleRun(campaign, body.runId);
  const status = statusAfter.invalidate[campaign.status];
  if (!status) return badTransition(campaign, 'invalidate');
  const errors = campaign.status === 'invalid' ? withMore(campaign.errors, body.errors) : body.errors;
  if (campaign.status === 'invalid' && errors.length === campaign.errors.length)
    return unchanged(campaign.version);
  const ended = isActive(campaign.status) ? { stoppedAt: now, brokenOff: true } : {};
  return changeCampaign(campaign, 'INVALIDATED', { status, errors, ...ended }, now);
}

/** The provider stops the campaign: through forced_stopping to forced_off, with the reason in its errors. */
export function forceStopCampaign(
  id: string,
  body: BodyOf<'ForceStopCampaign'>,
  { campaign }: CampaignState,
  now: Date,
): Decision {
  if (!campaign) return notFound(id);
  const status = statusAfter.forceStop[campaign.status];
  if (!status) return badTransition(campaign, 'forceStop');
  if (status === campaign.status) return unchanged(campaign.version);
  return changeCampaign(campaign, 'FORCE_STOPPED', { status, errors: body.errors, stoppedAt: now }, now);
}

export const notFound = (id: string): Refused =>
  refuse(fault('resource.not.found', 'subjectId', `There is no campaign with the id ${id}.`));

const asked: Record<StatusTrigger, string> = {
  start: 'started',
  resend: 'sent again',
  stop: 'stopped',
  forceStop: 'stopped by the system',
  drained: 'taken as stopped',
  exhausted: 'completed',
  invalidate: 'made invalid',
  repair: 'repaired',
};

export function badTransition(campaign: CampaignDocument, trigger: StatusTrigger): Refused {
  const from = Object.keys(statusAfter[trigger]).join(', ');
  const errors = campaign.errors.map(({ code }) => code).join(', ');
  return refuse(
    fault(
      'invalid.update.bad.status.transition',
      'campaignStatus',
      `The status transition is invalid: the campaign is ${campaign.status}${errors ? ` (${errors})` : ''} and can be ${asked[trigger]} only when it is ${from}.`,
    ),
  );
}

/** Nothing of the run is under way any more. */
const settled = ({ brokenOff }: CampaignDocument): Partial<CampaignDocument> =>
  brokenOff ? { brokenOff: false } : {};

const staleRun = (campaign: CampaignDocument, runId: string): Refused =>
  refuse(
    fault(
      'run.not.current',
      'runId',
      `The current run is ${campaign.runId ?? 'none'}; the command is about ${runId}.`,
    ),
  );

const withMore = (present: Fault[], more: Fault[]): Fault[] => [
  ...present,
  ...more.filter((added) => !present.some(({ code, field }) => code === added.code && field === added.field)),
];
