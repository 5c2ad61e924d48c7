import fc from 'fast-check';
import type { CampaignDocument } from '../../../../schemas/collections.ts';
import type { OwnBody } from '../../../../services/campaigns/commands/decision.ts';
import { aCampaign, after, aList, aState, decided, faultsOf, NOW } from '../campaign-builders.ts';

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR);
const start = (notBefore: Date | null, notAfter: Date | null = null): OwnBody => ({
  type: 'StartCampaign',
  notBefore: notBefore?.getTime() ?? null,
  notAfter: notAfter?.getTime() ?? null,
});
const due: OwnBody = { type: 'StartScheduled', scheduleId: 'schedule-1' };
const scheduled = (overrides: Partial<CampaignDocument> = {}): CampaignDocument =>
  aCampaign({ scheduledStart: { id: 'schedule-1', notBefore: at(1), notAfter: at(2) }, ...overrides });

describe('a start with a window', () => {
  it('waits for its time, and the campaign stays as it is', () => {
    expect(after(decided(start(at(1), at(2)), aState({ campaign: aCampaign() })))).toMatchObject({
      status: 'off',
      runId: null,
      scheduledStart: { id: 'command-1', notBefore: at(1), notAfter: at(2) },
      revision: 2,
    });
  });

  it('has an hour when nothing else is said', () => {
    expect(after(decided(start(at(3)), aState({ campaign: aCampaign() })))?.scheduledStart?.notAfter).toEqual(
      at(4),
    );
  });

  it('is made at once when its time has come already', () => {
    for (const body of [start(at(-0.5)), start(null, at(1)), start(at(-5), at(0))])
      expect(after(decided(body, aState({ campaign: aCampaign() })))).toMatchObject({ status: 'on' });
  });

  it('is not made a day after it was sent, when nothing else is said: the system was off meanwhile', () => {
    const state = aState({ campaign: aCampaign() });
    expect(after(decided(start(null), state, 'campaign-1', NOW, at(-23)))).toMatchObject({ status: 'on' });
    expect(faultsOf(decided(start(null), state, 'campaign-1', NOW, at(-25)))).toEqual([
      'notAfter start.too.late',
    ]);
    // whoever gives a latest time means it
    expect(after(decided(start(null, at(1)), state, 'campaign-1', NOW, at(-25)))).toMatchObject({
      status: 'on',
    });
  });

  it('is refused when its latest time has passed', () => {
    for (const body of [start(null, at(-1)), start(at(-3), at(-2)), start(at(-1.5))])
      expect(faultsOf(decided(body, aState({ campaign: aCampaign() })))).toEqual(['notAfter start.too.late']);
  });

  it('is refused when the campaign could not be started now either', () => {
    const campaign = aCampaign();
    expect(faultsOf(decided(start(at(1)), aState({ campaign, list: null })))).toContain(
      'contactListId contact.list.not.found',
    );
    expect(faultsOf(decided(start(at(1)), aState({ campaign: aCampaign({ status: 'on' }) })))).toEqual([
      'campaignStatus invalid.update.bad.status.transition',
    ]);
  });

  it('takes no time that makes no sense, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(-1, 0, 1e18, -1e18, 8.64e15 + 1, Number.MAX_SAFE_INTEGER),
          fc.maxSafeInteger(),
        ),
        fc.boolean(),
        (ms, isLatest) => {
          const body: OwnBody = {
            type: 'StartCampaign',
            notBefore: isLatest ? null : ms,
            notAfter: isLatest ? ms : null,
          };
          const decision = decided(body, aState({ campaign: aCampaign() }));
          // what is written can be stored: every time is one
          if (decision.accepted)
            for (const time of Object.values(decision.change?.campaign.scheduledStart ?? {}))
              if (time instanceof Date) expect(Number.isNaN(time.getTime())).toBe(false);
          if (ms <= 0 || ms > NOW.getTime() + 368 * 24 * HOUR) expect(decision.accepted).toBe(false);
        },
      ),
    );
    expect(faultsOf(decided(start(at(2), at(1)), aState({ campaign: aCampaign() })))).toEqual([
      'notAfter invalid.property',
    ]);
  });

  it('is undone by a stop', () => {
    expect(after(decided({ type: 'StopCampaign' }, aState({ campaign: scheduled() })))).toMatchObject({
      status: 'off',
      scheduledStart: null,
    });
  });

  it('is replaced by another, and by a start at once', () => {
    const campaign = scheduled();
    expect(after(decided(start(at(5)), aState({ campaign })))?.scheduledStart?.notBefore).toEqual(at(5));
    expect(after(decided(start(null), aState({ campaign })))).toMatchObject({
      status: 'on',
      scheduledStart: null,
    });
  });
});

describe('when the time of a start has come', () => {
  const decidedAt = (hours: number, state = aState({ campaign: scheduled() })) =>
    decided(due, state, 'campaign-1', at(hours));

  it('it is made within its window', () => {
    for (const hours of [1, 1.5, 2])
      expect(after(decidedAt(hours))).toMatchObject({ status: 'on', runNumber: 1, scheduledStart: null });
  });

  it('it is not made before', () => {
    expect(faultsOf(decidedAt(0.99))).toEqual(['scheduleId start.too.early']);
  });

  it('it is not made after: a morning campaign does not start in the afternoon, and says why', () => {
    const campaign = after(decidedAt(6));
    expect(campaign).toMatchObject({ status: 'off', runId: null, scheduledStart: null });
    expect(campaign?.missedStart).toMatchObject({
      notAfter: at(2),
      at: at(6),
      errors: [{ code: 'start.too.late' }],
    });
  });

  it('it waits within its window for what is in its way, and tells of it afterwards', () => {
    const state = aState({ campaign: scheduled(), list: aList({ size: 0 }) });
    expect(decidedAt(1.5, state).accepted).toBe(false);
    const codes = after(decidedAt(2.01, state))?.missedStart?.errors.map(({ code }) => code);
    expect(codes?.[0]).toBe('start.too.late');
    expect(codes?.length).toBeGreaterThan(1);
  });

  it('another schedule’s word has no effect', () => {
    const campaign = scheduled({ scheduledStart: { id: 'later', notBefore: at(1), notAfter: at(2) } });
    expect(faultsOf(decidedAt(1.5, aState({ campaign })))).toEqual(['scheduleId schedule.not.current']);
    expect(faultsOf(decidedAt(1.5, aState({ campaign: aCampaign() })))).toEqual([
      'scheduleId schedule.not.current',
    ]);
  });
});
