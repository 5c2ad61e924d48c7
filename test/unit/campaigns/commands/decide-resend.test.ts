import type { CampaignDocument } from '../../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../../schemas/types.ts';
import type { BodyOf, OwnBody, ResendState } from '../../../../services/campaigns/commands/decision.ts';
import { fault } from '../../../../services/domain/fault.ts';
import { runIdOf } from '../../../../services/domain/message/message.ts';
import { aCampaign, after, anUpdate, aState, decided, faultsOf, NOW } from '../campaign-builders.ts';

const resend = (overrides: Partial<BodyOf<'ResendCampaign'>> = {}): BodyOf<'ResendCampaign'> => ({
  ...{ type: 'ResendCampaign', kinds: ['FAILED'], codes: [], runNumber: null, mayGetItTwice: false },
  ...overrides,
});

/** A campaign whose first run has ended. */
const ended = (overrides: Partial<CampaignDocument> = {}): CampaignDocument =>
  aCampaign({
    ...{ status: 'complete', runNumber: 1, runId: runIdOf('campaign-1', 1), startsNewRun: true },
    ...overrides,
  });
const runs = { ofRun: 1, sinceRun: 1 };
const known: ResendState = { runs, isUnderWay: false };
const state = (campaign: CampaignDocument, of: ResendState = known) => aState({ campaign, resend: of });

it('begins a new run for whom it names, which knows the run that it repeats', () => {
  const decision = decided(resend({ kinds: ['FAILED', 'FAILED'], codes: [131026, 131026] }), state(ended()));
  expect(after(decision)).toMatchObject({
    ...{ status: 'on', runNumber: 2, runId: runIdOf('campaign-1', 2), startsNewRun: false, startedAt: NOW },
    resend: { ofRun: 1, sinceRun: 1, kinds: ['FAILED'], codes: [131026] },
  });
  expect(decision).toMatchObject({ change: { cause: 'STARTED' } });
});

it('a stopped resend goes on as one; recycled, the next start is for everybody again', () => {
  const present = { ...runs, kinds: ['FAILED' as const], codes: [] };
  const stopped = ended({ status: 'off', startsNewRun: false, runNumber: 2, resend: present });
  const start = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;
  expect(after(decided(start, state(stopped)))).toMatchObject({ runNumber: 2, resend: present });
  const again = after(decided(start, state({ ...stopped, startsNewRun: true })));
  expect(again).toMatchObject({ runNumber: 3, resend: null });
});

it('is taken only when the campaign is at rest, and what was on its way has ended', () => {
  const taken = (['on', 'stopping', 'off', 'complete', 'invalid', 'forced_off', 'forced_stopping'] as const)
    .map((status: CampaignStatus) => [status, decided(resend(), state(ended({ status })))] as const)
    .filter(([, { accepted }]) => accepted)
    .map(([status]) => status);
  expect(taken).toEqual(['off', 'complete', 'forced_off']);
  const faults = (campaign: CampaignDocument, of = known) => faultsOf(decided(resend(), state(campaign, of)));
  expect(faults(ended({ status: 'on' }))).toEqual(['campaignStatus invalid.update.bad.status.transition']);
  expect(faults(ended(), { ...known, isUnderWay: true })).toEqual(['- resend.under.way']);
  expect(faults(ended({ brokenOff: true }))).toEqual(['- resend.broken.off']);
  expect(faults(ended({ alwaysRunning: true }))).toEqual(['alwaysRunning resend.always.running']);
});

it('a campaign that became invalid while it was active is not at rest before it has stopped or completed', () => {
  const invalidate: OwnBody = {
    type: 'InvalidateCampaign',
    runId: null,
    errors: [fault('gone', null, 'gone')],
  } as const;
  const invalid = after(decided(invalidate, state(ended({ status: 'on', startsNewRun: false })))) ?? ended();
  expect(invalid).toMatchObject({ status: 'invalid', brokenOff: true });
  const confirm = { type: 'ConfirmStopped', runId: runIdOf('campaign-1', 1) } as const;
  expect(after(decided(confirm, state({ ...invalid, status: 'stopping' })))).toMatchObject({
    brokenOff: false,
  });
  const atRest = after(decided(invalidate, state(ended({ status: 'off' }))));
  expect(atRest?.brokenOff).toBeUndefined();
});

it('names everything that is wrong with a request', () => {
  const faults = (body: BodyOf<'ResendCampaign'>, of = known) => faultsOf(decided(body, state(ended(), of)));
  expect(faults(resend({ kinds: [] }))).toEqual(['kinds resend.nobody']);
  expect(faults(resend({ kinds: ['UNKNOWN'] }))).toEqual(['mayGetItTwice resend.unknown.not.acknowledged']);
  const noRun = fault('resend.run.not.found', 'runNumber', 'no such run');
  expect(faults(resend({ kinds: ['UNKNOWN'], codes: [-1] }), { runs: noRun, isUnderWay: false })).toEqual([
    ...['mayGetItTwice resend.unknown.not.acknowledged', 'codes invalid.property', 'codes invalid.property'],
    'runNumber resend.run.not.found',
  ]);
  expect(faultsOf(decided(resend(), aState()))).toEqual(['subjectId resource.not.found']);
});

it('a resend does not become always running', () => {
  const present = { ...runs, kinds: ['FAILED' as const], codes: [] };
  const off = ended({ status: 'off', startsNewRun: false, runNumber: 2, resend: present });
  const change = anUpdate({ alwaysRunning: true });
  expect(faultsOf(decided(change, state(off)))).toEqual(['alwaysRunning resend.always.running']);
  expect(faultsOf(decided(change, state({ ...off, status: 'on' })))).toEqual([
    'alwaysRunning resend.always.running',
  ]);
  expect(decided(change, state({ ...off, startsNewRun: true })).accepted).toBe(true);
});
