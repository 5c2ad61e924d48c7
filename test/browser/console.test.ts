/** The console in a real browser on the running system: what people do there, and what they hear when it cannot be. */
import type { Browser, Page } from 'playwright-core';
import { collections } from '../../schemas/collections.ts';
import { readProgress } from '../../services/queries/campaigns/read-progress.ts';
import { campaignChange } from '../support/command-bodies.ts';
import { until } from '../support/test-system.ts';
import { openConsoleSystem, PRESENT_PASSWORD, sample, type ConsoleSystem } from './console-system.ts';
import { openBrowser, openPage } from './open-browser.ts';

jest.setTimeout(120_000);

const SAMPLE = 'Sample campaign';
const FIRST_LOAD_BYTES = 300_000;

let browser: Browser;
let system: ConsoleSystem;

beforeAll(async () => {
  browser = await openBrowser();
  system = await openConsoleSystem();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await system?.run.close();
}, 60_000);

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const storedCampaign = (name: string) => system.run.database.of(collections.campaigns).findOne({ name });

async function confirm(page: Page, deed: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: deed, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

test('the first sign-in: a wrong password is refused, a given one opens the change of password alone, then everything', async () => {
  const { email, password } = await system.user('Grace', { first: true });
  const { page, complaints } = await openPage(browser);
  await page.goto(system.url);
  await page.getByLabel('E-mail address').fill(email);
  await page.locator(PRESENT_PASSWORD).fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('E-mail address or password are wrong.').waitFor();
  await page.locator(PRESENT_PASSWORD).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Choose a password of your own' }).waitFor();
  await page.locator(PRESENT_PASSWORD).fill(password);
  await page.locator('input[autocomplete=new-password]').first().fill('a much better one');
  await page.locator('input[autocomplete=new-password]').last().fill('a much better one');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('heading', { name: 'Campaign Management' }).waitFor();
  await page.getByRole('button', { name: 'Account of Grace' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('what a browser loads first is small, and nothing comes from elsewhere', async () => {
  const { email } = await system.user('Katherine');
  const { page } = await openPage(browser);
  const origins = new Set<string>();
  let bytes = 0;
  page.on('response', (response) => origins.add(new URL(response.url()).origin));
  page.on('requestfinished', (request) => {
    if (!request.url().includes('/assets/')) return;
    void request.sizes().then(({ responseBodySize }) => (bytes += responseBodySize));
  });
  await system.signIn(page, email);
  await row(page, SAMPLE).waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  console.log(`first load: ${Math.round(bytes / 1_000)} kB`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  expect([...origins]).toEqual([system.url]);
  await page.context().close();
});

test('Campaign Management: a campaign is found, started after a question, goes on before one’s eyes to its read receipts', async () => {
  await system.run.untilStatus(sample.campaignId, 'complete');
  const { email } = await system.user('Dorothy');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('nobody has this');
  await page.getByText('No campaign matches').waitFor();
  await page.getByRole('button', { name: 'Show all campaigns' }).click();
  await row(page, SAMPLE).getByText('Complete').waitFor();
  await page.getByRole('button', { name: `Start: ${SAMPLE}` }).click();
  await page.getByText('everybody may get one message again').waitFor();
  await confirm(page, 'Start');
  await row(page, SAMPLE).getByText('On', { exact: true }).waitFor();
  await page.getByRole('link', { name: SAMPLE }).click();
  await page.getByRole('heading', { name: SAMPLE }).waitFor();
  await page.getByText('Run 2').waitFor();
  // without a reload
  await page.getByText('Complete', { exact: true }).waitFor();
  const figures = page.locator('section', { hasText: 'Processed' });
  await until(
    'the page shows as many read receipts as the ledger counts',
    async () => {
      const { read = 0 } =
        (await readProgress(system.run.database, sample.campaignId, new Date()))?.counts ?? {};
      return read > 100 && (await figures.innerText()).replace(/\s+/g, ' ').includes(`Read ${read} `);
    },
    60_000,
  );
  await page.getByText('On a DNC list').waitFor();
  await page.getByText('131049').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a campaign is copied: what is wrong is said beside its field, what was typed survives a reload, and it is saved', async () => {
  const { email } = await system.user('Mary');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  await page.getByRole('button', { name: `More actions: ${SAMPLE}` }).click();
  await page.getByRole('menuitem', { name: 'Copy' }).click();
  const name = page.getByLabel('Campaign name');
  await name.waitFor();
  const rate = page.getByLabel('Messages per minute');
  await rate.fill('999999');
  await page.getByText('999,999 messages per minute are more than the maximum of 4,800.').first().waitFor();
  await rate.fill('1200');
  await name.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Give the campaign a name.').first().waitFor();
  await name.fill(SAMPLE);
  await page.getByRole('button', { name: 'Save' }).click();
  // the server's own refusal
  await page
    .getByText(/already/)
    .first()
    .waitFor();
  await name.fill('Autumn & “more” <b>');
  await until('the draft is kept', async () =>
    String(await page.evaluate('JSON.stringify(localStorage)')).includes('Autumn'),
  );
  await page.reload();
  await page.getByText('This is what you typed before').waitFor();
  expect(await name.inputValue()).toBe('Autumn & “more” <b>');
  expect(await rate.inputValue()).toBe('1,200');
  await page.getByRole('button', { name: 'Save' }).click();
  await row(page, 'Autumn & “more” <b>').getByText('Off').waitFor();
  const original = await storedCampaign(SAMPLE);
  expect(await storedCampaign('Autumn & “more” <b>')).toMatchObject({
    status: 'off',
    messagesPerMinute: 1_200,
    contactListId: original?.contactListId,
    template: original?.template,
    contactSorts: original?.contactSorts,
    dncListIds: original?.dncListIds,
  });
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('over a slow line, and when it is cut while one saves, nothing is lost', async () => {
  const { email } = await system.user('Sally');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  const line = await page.context().newCDPSession(page);
  const become = (offline: boolean) =>
    line.send('Network.emulateNetworkConditions', {
      ...{ offline, latency: 600 },
      ...{ downloadThroughput: 50_000, uploadThroughput: 50_000 },
    });
  const copyAs = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: `More actions: ${SAMPLE}` }).click();
    await page.getByRole('menuitem', { name: 'Copy' }).click();
    await page.getByLabel('Campaign name').fill(name);
  };
  const save = () => page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: `More actions: ${SAMPLE}` }).waitFor();
  await become(false);

  // saved before the page has read the templates
  await copyAs('Over a slow line');
  await save();
  await row(page, 'Over a slow line').getByText('Off').waitFor();
  const template = (await storedCampaign(SAMPLE))?.template;
  expect(await storedCampaign('Over a slow line')).toMatchObject({ status: 'off', template });

  await copyAs('When the line was cut');
  await page.getByRole('group', { name: 'Value 1' }).waitFor();
  await become(true);
  await save();
  await page.getByText('The server does not answer').first().waitFor();
  expect(await page.getByLabel('Campaign name').inputValue()).toBe('When the line was cut');
  await become(false);
  await save();
  await row(page, 'When the line was cut').getByText('Off').waitFor();
  expect(await storedCampaign('When the line was cut')).toMatchObject({ status: 'off', template });
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('two editors: the second is told what the first has changed, and keeps both changes', async () => {
  const open = async (who: string) => {
    const { email } = await system.user(who);
    const { page } = await openPage(browser);
    await system.signIn(page, email);
    await page.goto(`${system.url}/campaigns/${sample.campaignId}/edit`);
    await page.getByLabel('Messages per minute').waitFor();
    return page;
  };
  const [first, second] = [await open('Joan'), await open('Radia')];
  await first.getByLabel('Messages per minute').fill('2400');
  await first.getByRole('button', { name: 'Save' }).click();
  await row(first, SAMPLE).getByText('2,400').waitFor();
  await second.getByLabel('Campaign name').fill('Sample campaign, renamed');
  await second.getByRole('button', { name: 'Save' }).click();
  const conflict = second.getByRole('alert').filter({ hasText: 'Somebody else has changed this campaign' });
  await conflict.waitFor();
  expect(await conflict.getByRole('row').allTextContents()).toEqual([
    'FieldYoursTheirs',
    'Campaign nameSample campaign, renamedSample campaign',
    'Messages per minute30002400',
  ]);
  await second.getByRole('button', { name: 'Keep both changes' }).click();
  await second.getByRole('button', { name: 'Save' }).click();
  await row(second, 'Sample campaign, renamed').getByText('2,400').waitFor();
  expect(await storedCampaign('Sample campaign, renamed')).toMatchObject({ messagesPerMinute: 2_400 });
  const { version = 0 } = (await storedCampaign('Sample campaign, renamed')) ?? {};
  await system.run.command(sample.campaignId, campaignChange(version, { name: SAMPLE }));
  await first.context().close();
  await second.context().close();
});

test('a session that ends while somebody types: nothing is lost, and it goes on after the sign-in', async () => {
  const { email, password } = await system.user('Frances');
  const { page } = await openPage(browser);
  await system.signIn(page, email);
  await page.goto(`${system.url}/campaigns/new?copy=${sample.campaignId}`);
  await page.getByLabel('Campaign name').fill('Typed before the end');
  // it ends as the campaign is saved: else one of the page's own calls would notice before
  await page.route(
    '**/outbound/messagingcampaigns',
    async (route) => {
      await system.run.database.of(collections.sessions).deleteMany({});
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
  await dialog.locator(PRESENT_PASSWORD).fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await row(page, 'Typed before the end').waitFor();
  await page.context().close();
});

test('who may only look sees nothing to press, and is told which permission is missing', async () => {
  const { email } = await system.user('Annie', { roleId: 'viewer' });
  const { page } = await openPage(browser);
  await system.signIn(page, email);
  await row(page, SAMPLE).waitFor();
  expect(await page.getByRole('link', { name: 'Create a WhatsApp campaign' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: `Start: ${SAMPLE}` }).count()).toBe(0);
  await page.goto(`${system.url}/campaigns/new?copy=${sample.campaignId}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('outbound:whatsAppCampaign:add').waitFor();
  await page.context().close();
});

/** Kept by the browser: how long each touch of the page took until it was drawn (Event Timing, durations of 16 ms and more). */
const WATCH = `
  globalThis.touches = [];
  new PerformanceObserver((list) => globalThis.touches.push(...list.getEntries().map(({ name, duration }) => ({ name, duration }))))
    .observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

test('a thousand campaigns: a hundred on a page, found by name, and every touch of the table is measured', async () => {
  const original = await storedCampaign(SAMPLE);
  if (!original) throw new Error('the sample campaign is gone');
  await system.run.database.of(collections.campaigns).insertMany(
    Array.from({ length: 1_000 }, (_, at) => ({
      ...original,
      _id: `thousand-${at}`,
      name: `Thousand ${String(at).padStart(3, '0')}`,
      status: 'off' as const,
    })),
  );
  const { email } = await system.user('Margaret');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  await page.goto(`${system.url}/campaigns?size=100`);
  const rows = page.getByRole('row').filter({ hasText: 'Thousand' });
  await rows.nth(80).waitFor();
  await page.evaluate(WATCH);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Read' }).click();
  await page.getByRole('columnheader', { name: 'Read' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Campaign name' }).click();
  await row(page, 'Thousand 999').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await row(page, 'Thousand 850').waitFor();
  await page.getByRole('button', { name: 'More actions: Thousand 850' }).click();
  await page.getByRole('menuitem', { name: 'Copy' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search by name' }).pressSequentially('Thousand 99');
  await row(page, 'Thousand 850').waitFor({ state: 'detached' });
  expect(await rows.count()).toBe(10);
  const touches = await page.evaluate<Array<{ name: string; duration: number }>>('globalThis.touches');
  const slowest = touches.reduce((most, { duration }) => Math.max(most, duration), 0);
  console.log(`a hundred of a thousand campaigns: the slowest of the touches took ${slowest} ms`);
  expect(complaints).toEqual([]);
  await page.context().close();
});
