import type { PaceOfRun } from '../../../../schemas/collections.ts';
import {
  noteReleased,
  noteStored,
  openRuns as openNumberRuns,
  setCampaign,
  toStore,
  type NumberRuns,
} from '../../../../services/throttle/number/number-runs.ts';
import type { PacedCampaign } from '../../../../services/throttle/run/paced-run.ts';
import { addContact, closeBlock, takeReady } from '../../../../services/throttle/run/run-queue.ts';
import type { WaitingRun } from '../../../../services/throttle/run/waiting-run.ts';

const nobodyWaits: WaitingRun = {
  findDue: () => Promise.resolve([]),
  defer: () => Promise.resolve([]),
  sleepers: () => null,
};
const openRuns = (stored: Record<string, PaceOfRun> = {}): NumberRuns =>
  openNumberRuns(stored, { margin: 0, gateOf: () => null, ledgerOf: () => nobodyWaits });
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
const storedOf = (runs: NumberRuns, runId = 'r1'): PaceOfRun | undefined => toStore(runs).runs.get(runId);

it('goes on where the owner before left a run', () => {
  const runs = openRuns({ r1: paced() });
  setCampaign(runs, campaign());
  expect(runs.live.get('r1')).toMatchObject({ nextMicros: 7_000_000, releasedThrough: 40 });
  expect(runs.live.get('r1')?.queue.receivedThrough).toBe(40);
});

it('counts the next slot of another rate from the slot before', () => {
  const runs = openRuns({ r1: paced() });
  setCampaign(runs, campaign());
  setCampaign(runs, campaign({ messagesPerMinute: 120 }));
  expect(runs.live.get('r1')).toMatchObject({ intervalMicros: 500_000, nextMicros: 6_500_000 });
});

it('lets an earlier run of the same campaign go', () => {
  const runs = openRuns();
  setCampaign(runs, campaign());
  setCampaign(runs, campaign({ campaignId: 'other', runId: 'o1' }));
  setCampaign(runs, campaign({ runId: 'r2' }));
  expect([...runs.live.values()].map((run) => run.campaign.runId)).toEqual(['o1', 'r2']);
});

it('writes only what differs from the database, however many runs the number had', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`old${place}`, paced()]));
  const runs = openRuns({ ...many, r1: paced() });
  setCampaign(runs, campaign());
  noteStored(runs, toStore(runs));
  expect(toStore(runs)).toEqual({ runs: new Map(), ended: [] });
  const run = runs.live.get('r1');
  if (run) run.nextMicros = 8_000_000;
  const written = toStore(runs);
  expect([...written.runs.keys()]).toEqual(['r1']);
  // what was not stored after all is written the next time
  expect(toStore(runs)).toEqual(written);
});

it('forgets the runs of a campaign that was recycled and has begun another one', () => {
  const runs = openRuns({ r1: paced({ campaignId: 'c' }), other: paced({ campaignId: 'd' }) });
  setCampaign(runs, campaign({ runId: 'r2' }));
  expect(toStore(runs).ended).toEqual(['r1']);
  noteStored(runs, toStore(runs));
  setCampaign(runs, campaign({ runId: 'r3' }));
  expect(toStore(runs).ended).toEqual(['r2']);
});

it.each(['stopping', 'forced_stopping'])(
  'acknowledges that a campaign is %s, and keeps how far it had come',
  (status) => {
    const runs = openRuns({ r1: paced({ waiting: 'no contacts left' }) });
    setCampaign(runs, campaign());
    expect(setCampaign(runs, campaign({ status, revision: 5 }))).toBe(true);
    expect(runs.live.get('r1')).toBeUndefined();
    expect(storedOf(runs)).toMatchObject({ stoppedRevision: 5, releasedThrough: 40, waiting: null });
  },
);

it('acknowledges a stop of a run that it never had', () => {
  const runs = openRuns();
  setCampaign(runs, campaign({ status: 'stopping', revision: 2 }));
  expect(storedOf(runs)).toMatchObject({ stoppedRevision: 2, releasedThrough: 0 });
});

it.each(['complete', 'deleted'])('forgets a run that is %s, until that is stored', (status) => {
  const runs = openRuns({ r1: paced() });
  setCampaign(runs, campaign({ status }));
  expect(toStore(runs)).toEqual({ runs: new Map(), ended: ['r1'] });
  noteStored(runs, toStore(runs));
  expect(toStore(runs).ended).toEqual([]);
});

it('notes what was released of a run that was let go meanwhile, so that a resume does not release it again', () => {
  const runs = openRuns();
  setCampaign(runs, campaign());
  const run = runs.live.get('r1');
  if (!run) throw new Error('the run is not there');
  const template = { name: 't', language: 'en', header: [], body: [], buttons: [] };
  const contact = { messageId: 'm', contactId: 'k', sequence: 0, to: '1', template, timeZone: null };
  const block = { fromSequence: 0, decidedThrough: 1, planned: 9, planComplete: true };
  run.queue = takeReady(closeBlock(addContact(run.queue, contact), block), 1).queue;
  setCampaign(runs, campaign({ status: 'stopping', revision: 2 }));
  noteReleased(runs, run);
  expect(storedOf(runs)).toMatchObject({ releasedThrough: 1, stoppedRevision: 2 });
});
