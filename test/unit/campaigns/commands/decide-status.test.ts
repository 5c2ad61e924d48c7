import fc from 'fast-check';
import type { CampaignDocument } from '../../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../../schemas/types.ts';
import type { OwnBody } from '../../../../services/campaigns/commands/decision.ts';
import { runIdOf } from '../../../../services/domain/message/message.ts';
import { aCampaign, after, aList, aState, decided, faultsOf, NOW } from '../campaign-builders.ts';

const FIRST_RUN = runIdOf('campaign-1', 1);
const error = { code: 'contact.list.not.found', field: 'contactListId', message: 'gone', limit: null };
const start: OwnBody = { type: 'StartCampaign', notBefore: null, notAfter: null };
const stop: OwnBody = { type: 'StopCampaign' };
const recycle: OwnBody = { type: 'RecycleCampaign' };
const complete: OwnBody = { type: 'CompleteRun', runId: FIRST_RUN };
const confirmStopped: OwnBody = { type: 'ConfirmStopped', runId: FIRST_RUN };
const invalidate: OwnBody = { type: 'InvalidateCampaign', runId: null, errors: [error] };
const forceStop: OwnBody = { type: 'ForceStopCampaign', errors: [error] };

/** A campaign in the middle of its first run. */
const started = (status: CampaignStatus, overrides: Partial<CampaignDocument> = {}): CampaignDocument =>
  aCampaign({ status, runNumber: 1, runId: FIRST_RUN, startsNewRun: false, ...overrides });

const statuses: CampaignStatus[] = [
  'on',
  'stopping',
  'off',
  'complete',
  'invalid',
  'forced_off',
  'forced_stopping',
];
const REFUSED = 'refused';

/** What becomes of a campaign of each status, in the order of `statuses`; the same status = nothing changed. */
it.each([
  ['start', start, ['on', REFUSED, 'on', 'on', 'on', 'on', REFUSED]],
  ['stop', stop, ['stopping', 'stopping', 'off', 'complete', REFUSED, 'forced_off', 'forced_stopping']],
  [
    'the last message under way ending',
    confirmStopped,
    [REFUSED, 'off', 'off', REFUSED, REFUSED, 'forced_off', 'forced_off'],
  ],
  [
    'the last contact having its outcome',
    complete,
    ['complete', 'complete', 'complete', 'complete', REFUSED, 'complete', 'complete'],
  ],
  [
    'a broken dependency',
    invalidate,
    ['invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid'],
  ],
  [
    'the provider’s word',
    forceStop,
    ['forced_stopping', 'forced_stopping', 'off', 'complete', 'invalid', 'forced_off', 'forced_stopping'],
  ],
] as const)('%s leads from every status where the contract says', (_, body, expected) => {
  const reached = statuses.map((status) => {
    const campaign = started(status, status === 'invalid' ? { errors: [error] } : {});
    const decision = decided(body, aState({ campaign }));
    if (!decision.accepted) return REFUSED;
    const next = decision.change?.campaign;
    // asking for what already holds changes nothing, not even the revision
    expect(next === undefined).toBe(decision.effect.kind === 'nothing');
    if (next) expect(next.status === status).toBe(false);
    return next?.status ?? status;
  });
  expect(reached).toEqual(expected);
});

it('says the present status when a transition is refused', () => {
  const decision = decided(stop, aState({ campaign: started('invalid', { errors: [error] }) }));
  expect(decision).toMatchObject({
    faults: [{ code: 'invalid.update.bad.status.transition', field: 'campaignStatus' }],
  });
  expect(JSON.stringify(decision)).toContain('the campaign is invalid (contact.list.not.found)');
});

describe('starting', () => {
  it('begins the first run', () => {
    expect(after(decided(start, aState({ campaign: aCampaign() })))).toMatchObject({
      status: 'on',
      runNumber: 1,
      runId: FIRST_RUN,
      startsNewRun: false,
      startedAt: NOW,
      revision: 2,
      version: 1,
    });
  });

  it.each(['off', 'forced_off'] as const)('resumes the run of a campaign that is %s', (status) => {
    expect(after(decided(start, aState({ campaign: started(status, { errors: [error] }) })))).toMatchObject({
      status: 'on',
      runNumber: 1,
      runId: FIRST_RUN,
      errors: [],
    });
  });

  it('begins the next run after completion, and after recycling', () => {
    const second = { status: 'on', runNumber: 2, runId: runIdOf('campaign-1', 2) };
    const completed = after(decided(complete, aState({ campaign: started('on') })));
    expect(after(decided(start, aState({ campaign: completed })))).toMatchObject(second);
    const recycled = after(decided(recycle, aState({ campaign: started('off') })));
    expect(recycled?.status).toBe('off');
    expect(after(decided(start, aState({ campaign: recycled })))).toMatchObject(second);
  });

  it('checks again what the campaign refers to', () => {
    const state = aState({ campaign: aCampaign(), list: aList({ size: 0 }), integration: null });
    expect(faultsOf(decided(start, state))).toEqual([
      'contactListId contact.list.is.empty',
      'integrationId whatsapp.integration.not.found',
    ]);
  });

  it('refuses more active campaigns than there may be', () => {
    const counts = { campaigns: 30, activeCampaigns: 25, filters: 0 };
    const decision = decided(start, aState({ campaign: aCampaign(), counts }));
    expect(decision).toMatchObject({ faults: [{ code: 'active.campaigns.limit.exceeded', limit: 25 }] });
    // one that is on already takes no further place
    expect(after(decided(start, aState({ campaign: started('on'), counts })))).toBeNull();
  });
});

describe('what our own services say of a run', () => {
  it.each([
    ['complete', complete],
    ['stopped', confirmStopped],
    ['invalid', { ...invalidate, runId: FIRST_RUN }],
  ] as const)('is refused as %s when another run is the present one', (_, body) => {
    const campaign = started('stopping', { runNumber: 2, runId: runIdOf('campaign-1', 2) });
    expect(faultsOf(decided(body, aState({ campaign })))).toEqual(['runId run.not.current']);
  });

  it('does not complete a campaign that always runs', () => {
    const campaign = started('on', { alwaysRunning: true });
    expect(faultsOf(decided(complete, aState({ campaign })))).toEqual(['runId invalid.update']);
  });

  it('lists further errors of an invalid campaign once', () => {
    const more = { ...error, code: 'dnc.list.not.found', field: 'dncListIds' };
    const campaign = started('invalid', { errors: [error] });
    const body: OwnBody = { type: 'InvalidateCampaign', runId: null, errors: [error, more] };
    expect(after(decided(body, aState({ campaign })))?.errors).toEqual([error, more]);
  });

  it('keeps the reason of a forced stop until the campaign is started again', () => {
    const stopping = after(decided(forceStop, aState({ campaign: started('on') })));
    expect(stopping).toMatchObject({ status: 'forced_stopping', errors: [error], stoppedAt: NOW });
    const stopped = after(decided(confirmStopped, aState({ campaign: stopping })));
    expect(stopped).toMatchObject({ status: 'forced_off', errors: [error] });
  });
});

it('whatever is commanded, revision and run number never fall, and a run’s id follows from its number', () => {
  const bodies = fc.constantFrom<OwnBody>(
    start,
    stop,
    recycle,
    complete,
    confirmStopped,
    invalidate,
    forceStop,
  );
  fc.assert(
    fc.property(fc.array(bodies, { maxLength: 30 }), (commands) => {
      let campaign = aCampaign();
      for (const body of commands) {
        const decision = decided(body, aState({ campaign }));
        if (!decision.accepted || !decision.change) continue;
        const next = decision.change.campaign;
        expect(next.revision).toBe(campaign.revision + 1);
        expect(next.version).toBe(campaign.version);
        expect(next.runNumber - campaign.runNumber).toBe(next.runId === campaign.runId ? 0 : 1);
        expect(next.runId).toBe(next.runNumber === 0 ? null : runIdOf('campaign-1', next.runNumber));
        campaign = next;
      }
    }),
  );
});

it.each([
  ['completed before the ledger says so', complete, started('on'), 'runId run.not.complete'],
  [
    'taken as stopped before the ledger says so',
    confirmStopped,
    started('stopping'),
    'runId run.not.stopped',
  ],
] as const)('a run is not %s, whoever commands it', (_, body, campaign, refusal) => {
  const run = { isSettled: false, isDrained: false };
  expect(faultsOf(decided(body, aState({ campaign, run })))).toEqual([refusal]);
});
