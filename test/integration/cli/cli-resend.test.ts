/** `wac campaigns resend` with the campaigns process behind: what it counts, whom it names, what it refuses and how. */
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { endedCampaign } from '../../support/ended-run.ts';
import { jsonOf, runWac, type WacResult } from '../../support/run-wac.ts';

let campaigns: CampaignsSystem;

beforeAll(async () => {
  campaigns = await openCampaignsSystem();
});
afterAll(() => campaigns.system.close());

const resend = (...args: string[]): Promise<WacResult> =>
  runWac(campaigns.system.settings, ['campaigns', 'resend', ...args]);
const runOf = async (id: string) => {
  const campaign = await campaigns.campaign(id);
  return { status: campaign?.status, runNumber: campaign?.runNumber, resend: campaign?.resend ?? null };
};
const AT_REST = { status: 'complete', runNumber: 1, resend: null };

it('only counts when no kind is named, and tells each kind and failure code', async () => {
  const id = await endedCampaign(campaigns);
  const counted = await resend(id, '--json');
  expect(counted).toMatchObject({ code: 0, err: '' });
  expect(jsonOf(counted)).toMatchObject({
    ...{ runNumber: 1, contacts: 5, reached: 1, skipped: 0, failed: 2, unknown: 1, neverReached: 1 },
    failedBy: { 131026: 1, 131049: 1 },
  });
  expect(jsonOf(counted)).not.toHaveProperty('chosen');
  const { out } = await resend(id);
  expect(out).toMatch(/131026 1, 131049 1/);
  expect(await runOf(id)).toEqual(AT_REST);
});

it.each([
  [['--failed'], 2],
  [['--failed', '--code', '131049'], 1],
  [['--failed', '--code', '131026', '--code', '131049'], 2],
  [['--failed', '--code', '1'], 0],
  [['--unknown'], 1],
  [['--never'], 1],
  [['--failed', '--unknown', '--never', '--run', '1'], 4],
])('%j with --dry-run is for %d and sends nothing', async (options, chosen) => {
  const id = await endedCampaign(campaigns);
  const counted = await resend(id, ...options, '--dry-run', '--json');
  expect(counted).toMatchObject({ code: 0, err: '' });
  expect(jsonOf(counted)).toMatchObject({ chosen });
  expect(await runOf(id)).toEqual(AT_REST);
});

it('begins a run for just the named, and says for whom', async () => {
  const id = await endedCampaign(campaigns);
  const begun = await resend(id, '--failed', '--code', '131026', '--code', '131049', '--unknown', '--yes');
  expect(begun.code).toBe(0);
  expect(begun.out).toContain('run 2 sends again to run 1: failed with 131026, 131049, unknown');
  expect(await runOf(id)).toMatchObject({
    ...{ status: 'on', runNumber: 2 },
    resend: { ofRun: 1, kinds: ['FAILED', 'UNKNOWN'], codes: [131026, 131049] },
  });
  // its run is under way now
  const again = await resend(id, '--never', '--yes', '--json');
  expect(again.code).toBe(3);
  expect(jsonOf(again)).toMatchObject({ accepted: false });
  expect((await runOf(id)).runNumber).toBe(2);
});

it('the result for a script names the run and whom it is for', async () => {
  const id = await endedCampaign(campaigns);
  const begun = await resend(id, '--never', '--yes', '--json');
  expect(begun.code).toBe(0);
  expect(jsonOf(begun)).toMatchObject({
    ...{ id, status: 'on', runNumber: 2 },
    resend: { ofRun: 1, kinds: ['NEVER_REACHED'], codes: [] },
  });
});

it('asks first, and says who may get it twice and who stays for later', async () => {
  const id = await endedCampaign(campaigns);
  const asked = await resend(id, '--failed', '--unknown');
  expect(asked).toMatchObject({ code: 2, out: '' });
  expect(asked.err).toContain('again to 3 contacts of run 1');
  expect(asked.err).toContain('1 contact may have the message already and may get it twice');
  expect(asked.err).toContain('1 contact never reached');
  expect(asked.err).toContain('confirm with --yes');
  expect(await runOf(id)).toEqual(AT_REST);
});

it.each([
  ['a code without --failed', ['--never', '--code', '131026'], 2, '--code needs --failed'],
  ['only a code', ['--code', '131026'], 2, '--code needs --failed'],
  ['a code that is a word', ['--failed', '--code', 'x'], 2, 'Expected a whole number, found "x"'],
  ['an empty code', ['--failed', '--code', ''], 2, 'Expected a whole number, found ""'],
  ['a broken number', ['--failed', '--code', '1.5'], 2, 'Expected a whole number, found "1.5"'],
  ['a run of nought', ['--failed', '--run', '0'], 2, 'Expected a whole number from 1'],
  ['a run that is a word', ['--failed', '--run', 'last'], 2, 'Expected a whole number'],
  ['an option that there is not', ['--skipped'], 2, "unknown option '--skipped'"],
  ['an argument too many', ['another'], 2, 'too many arguments'],
  ['a run that there is not', ['--failed', '--run', '7'], 3, 'There is no run 7'],
  ['a code nobody failed with', ['--failed', '--code', '131000', '--yes'], 2, 'nobody of run 1 is left'],
])('refuses %s', async (_, options, code, text) => {
  const id = await endedCampaign(campaigns);
  const refused = await resend(id, ...options);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.err).toContain(text);
  expect(await runOf(id)).toEqual(AT_REST);
});

it('refuses a campaign that there is not, that has no name, and that was never started', async () => {
  expect(await resend('Nowhere', '--failed')).toMatchObject({ code: 3, out: '' });
  expect(await resend('--failed')).toMatchObject({ code: 2, out: '' });
  const id = await campaigns.create();
  const refused = await resend(id, '--failed', '--yes');
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain('has never been started');
});
