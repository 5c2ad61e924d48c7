import type { PaceOfRun } from '../../../../schemas/collections.ts';
import { createNumberRuns, type NumberRuns } from '../../../../services/throttle/number/number-runs.ts';
import type { PacedCampaign } from '../../../../services/throttle/run/paced-run.ts';
import { addContact, closeBlock, takeReady } from '../../../../services/throttle/run/run-queue.ts';
import type { WaitingRun } from '../../../../services/throttle/run/waiting-run.ts';

const nobodyWaits: WaitingRun = {
  findDue: () => Promise.resolve([]),
  defer: () => Promise.resolve([]),
  sleepers: () => null,
};
const openRuns = (stored: Record<string, PaceOfRun> = {}): NumberRuns =>
  createNumberRuns(stored, { margin: 0, gateOf: () => null, ledgerOf: () => nobodyWaits });
const campaign = (over: Partial<PacedCampaign> = {}): PacedCampaign => ({
  campaignId: 'c',
  revision: 1,
  status: 'on',
  runId: 'r1',
  messagesPerMinute: 60,
  templateKey: null,
  callableTimes: null,
  ...over,
});
const paced = (over: Partial<PaceOfRun> = {}): PaceOfRun => ({
  nextMicros: 7_000_000,
  releasedThrough: 40,
  stoppedRevision: null,
  waiting: null,
  ...over,
});
const storedOf = (runs: NumberRuns, runId = 'r1'): PaceOfRun | undefined => runs.toStore().runs.get(runId);

it('goes on where the owner before left a run', () => {
  const runs = openRuns({ r1: paced() });
  runs.setCampaign(campaign());
  expect(runs.get('r1')).toMatchObject({ nextMicros: 7_000_000, releasedThrough: 40 });
  expect(runs.get('r1')?.queue.receivedThrough).toBe(40);
});

it('counts the next slot of another rate from the slot before', () => {
  const runs = openRuns({ r1: paced() });
  runs.setCampaign(campaign());
  runs.setCampaign(campaign({ messagesPerMinute: 120 }));
  expect(runs.get('r1')).toMatchObject({ intervalMicros: 500_000, nextMicros: 6_500_000 });
});

it('lets an earlier run of the same campaign go', () => {
  const runs = openRuns();
  runs.setCampaign(campaign());
  runs.setCampaign(campaign({ campaignId: 'other', runId: 'o1' }));
  runs.setCampaign(campaign({ runId: 'r2' }));
  expect(runs.all().map((run) => run.campaign.runId)).toEqual(['o1', 'r2']);
});

it.each(['stopping', 'forced_stopping'])(
  'acknowledges that a campaign is %s, and keeps how far it had come',
  (status) => {
    const runs = openRuns({ r1: paced({ waiting: 'no contacts left' }) });
    runs.setCampaign(campaign());
    expect(runs.setCampaign(campaign({ status, revision: 5 }))).toBe(true);
    expect(runs.get('r1')).toBeUndefined();
    expect(storedOf(runs)).toMatchObject({ stoppedRevision: 5, releasedThrough: 40, waiting: null });
  },
);

it('acknowledges a stop of a run that it never had', () => {
  const runs = openRuns();
  runs.setCampaign(campaign({ status: 'stopping', revision: 2 }));
  expect(storedOf(runs)).toMatchObject({ stoppedRevision: 2, releasedThrough: 0 });
});

it.each(['complete', 'deleted'])('forgets a run that is %s, until that is stored', (status) => {
  const runs = openRuns({ r1: paced() });
  runs.setCampaign(campaign({ status }));
  expect(runs.toStore()).toEqual({ runs: new Map(), ended: ['r1'] });
  runs.noteStored();
  expect(runs.toStore().ended).toEqual([]);
});

it('notes what was released of a run that was let go meanwhile, so that a resume does not release it again', () => {
  const runs = openRuns();
  runs.setCampaign(campaign());
  const run = runs.get('r1');
  if (!run) throw new Error('the run is not there');
  const template = { name: 't', language: 'en', header: [], body: [], buttons: [] };
  const contact = { messageId: 'm', contactId: 'k', sequence: 0, to: '1', template, timeZone: null };
  const block = { fromSequence: 0, decidedThrough: 1, planned: 9, planComplete: true };
  run.queue = takeReady(closeBlock(addContact(run.queue, contact), block), 1).queue;
  runs.setCampaign(campaign({ status: 'stopping', revision: 2 }));
  runs.noteReleased(run);
  expect(storedOf(runs)).toMatchObject({ releasedThrough: 1, stoppedRevision: 2 });
});
