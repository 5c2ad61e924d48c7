/**
 * A supervisor's day (docs/console/a-supervisors-day.md): a large list with bad rows, mended and imported again; last month's campaign
 * copied for it; an alert, its reason and its end; a server that is away for a while; the export for the boss; and once more to those whom
 * it did not reach.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Browser, Download, Page } from 'playwright-core';
import { openConsoleSystem, sample, type ConsoleSystem } from './console-system.ts';
import { dropFile } from './drop-file.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { takePicture } from './picture.ts';
import { acceptedBy, repeated } from '../support/campaign-checker.ts';

jest.setTimeout(300_000);

const ROWS = 50_000;
/** WhatsApp's answer while a number is being upgraded: nothing leaves for a minute. */
const UPGRADE = 131057;
/** Numbers that end so cannot be reached. */
const NOT_REACHED = '509';
const LIST = 'November';
const NAME = 'Winter offer';

/** One of fifty is gold. */
const tierOf = (at: number): string => (at % 50 === 9 ? 'gold' : at % 2 === 0 ? 'silver' : 'bronze');
const contacts = Array.from({ length: ROWS }, (_, at) => ({
  Customer: `N${String(at).padStart(5, '0')}`,
  'First Name': `Person ${at}`,
  'Last Name': 'Example',
  Phone: `+1 317 2${String(at).padStart(6, '0')}`,
  City: 'Indianapolis',
  Balance: `$${(at + 10).toFixed(2)}`,
  'Member Since': '2019-01-13',
  Tier: tierOf(at),
}));
const isBad = (at: number): boolean => at % 83 === 0;
const bad = contacts.filter((_, at) => isBad(at)).length;
const gold = contacts.filter(({ Tier }) => Tier === 'gold');
const phonesOfUnreached = gold
  .filter(({ Phone }) => Phone.endsWith(NOT_REACHED))
  .map(({ Phone }) => Phone.replace(/\D/g, ''));
const unreached = phonesOfUnreached.length;

let browser: Browser;
let system: ConsoleSystem;

beforeAll(async () => {
  browser = await openBrowser();
  system = await openConsoleSystem({
    outcomes: [],
    rules: [{ suffix: NOT_REACHED, outcome: 'fail-by-webhook', code: 131026 }],
    statuses: {
      sent: { delayMs: { min: 50, max: 300 } },
      delivered: { delayMs: { min: 100, max: 600 } },
      read: { delayMs: { min: 200, max: 900 }, probability: 1 },
    },
  });
  await system.run.untilStatus(sample.campaignId, 'complete');
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await system?.run.close();
}, 60_000);

const count = (number: number): string => number.toLocaleString('en-US');

async function rowsOf(download: Download): Promise<Array<Record<string, string>>> {
  return parse(await readFile(await download.path(), 'utf8'), { bom: true, columns: true });
}

test('import, mend, preview, start, an alert and its end, the report, and again to those not reached', async () => {
  const { email } = await system.user('Hedy');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  await importAndMend(page);
  await copyLastMonth(page);
  await startAndBeHeld(page);
  await serverAway(page);
  await untilComplete(page);
  await exportForTheBoss(page);
  await sendAgain(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});

async function importAndMend(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Contact lists' }).click();
  await page.getByRole('button', { name: 'Create a contact list' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a contact list' });
  const sent = contacts.map((row, at) => (isBad(at) ? { ...row, Phone: 'see file' } : row));
  await dropFile(
    dialog.getByText('Drop a CSV file here').locator('..'),
    `${LIST}.csv`,
    stringify(sent, { header: true }),
  );
  await dialog.getByRole('combobox', { name: 'Contact id column' }).click();
  await page.getByRole('option', { name: 'Customer' }).click();
  await dialog.getByRole('button', { name: 'Upload' }).click();
  const made = page.getByRole('dialog', { name: LIST });
  await made.getByText(`The list has ${count(ROWS - bad)} entries now`).waitFor();
  await made.getByText(`${count(ROWS)} rows were read; ${bad} were refused.`).waitFor();
  await takePicture(page, 'day/1-bad-rows');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    made.getByRole('link', { name: 'All refused rows (CSV)' }).click(),
  ]);
  const refused = await rowsOf(download);
  expect(refused).toHaveLength(bad);
  expect(refused.every(({ errors }) => errors?.includes('Phone'))).toBe(true);
  // put right beside the reason, which stays in the file
  const right = new Map(contacts.map((row) => [row.Customer, row.Phone]));
  const mended = refused.map((row) => ({ ...row, Phone: right.get(row['Customer'] ?? '') }));
  await made.getByRole('button', { name: 'Import a mended file' }).click();
  await dropFile(
    made.getByText('Drop a CSV file here').locator('..'),
    'mended.csv',
    stringify(mended, { header: true }),
  );
  await made.getByRole('button', { name: 'Import a mended file' }).click();
  await made.getByText(`The list has ${count(ROWS)} entries now`).waitFor();
  await takePicture(page, 'day/2-mended');
  await made.getByRole('button', { name: 'Close' }).last().click();
}

async function copyLastMonth(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Campaign Management' }).click();
  await page.getByRole('button', { name: 'More actions: Sample campaign' }).click();
  await page.getByRole('menuitem', { name: 'Copy' }).click();
  await page.getByLabel('Campaign name').fill(NAME);
  const list = page.getByRole('combobox', { name: 'Contact list', exact: true });
  await list.click();
  await list.fill(LIST);
  await page.getByRole('option', { name: new RegExp(LIST) }).click();
  await page.getByText(`${count(ROWS)} contacts · Customer`).waitFor();
  await page.getByRole('button', { name: 'Create a new filter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a filter' });
  await dialog.getByLabel('Name of the filter').fill(`Gold of ${LIST}`);
  await dialog.getByRole('combobox', { name: 'Column' }).click();
  await page.getByRole('option', { name: 'Tier' }).click();
  await dialog.getByRole('textbox', { name: 'Value' }).fill('gold');
  await dialog.getByText(`${count(gold.length)} of ${count(ROWS)} contacts`).waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByLabel('Messages per minute').fill('4800');
  await page.getByText(/Hello Person \d+, you have been with us since/).waitFor();
  await takePicture(page, 'day/3-preview', page.getByRole('heading', { name: 'The message', exact: true }));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row').filter({ hasText: NAME }).getByText('Off', { exact: true }).waitFor();
}

/** The number is held in the middle of the run, and the page says so, why, and until when. */
async function startAndBeHeld(page: Page): Promise<void> {
  await page.getByRole('button', { name: `Start: ${NAME}` }).click();
  await page
    .getByText(`Its filters keep ${count(gold.length)} of ${count(contacts.length)} contacts.`)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { name: NAME }).waitFor();
  await page
    .locator('section', { hasText: 'Processed' })
    .getByText(/^[1-9]\d?%$/)
    .first()
    .waitFor();
  const answer = await fetch(`${system.run.system.simulatorUrl}/simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ outcome: 'fail-in-reply', code: UPGRADE, count: 1 }),
  });
  expect(answer.status).toBeLessThan(300);
  const alert = page.getByRole('alert').filter({ hasText: 'Nothing leaves at the moment' });
  await alert.getByText(/WhatsApp, or this system after WhatsApp’s answer, holds it\. Until/).waitFor();
  await alert.getByText(/The next message is due in/).waitFor();
  await takePicture(page, 'day/4-held');
}

/** While it is held the server is restarted: the page says how old it is, and goes on by itself. */
async function serverAway(page: Page): Promise<void> {
  const [api] = system.run.system.of('api');
  if (!api) throw new Error('the system has no api');
  api.kill('SIGKILL');
  await api.ended;
  const notice = page.getByRole('status').filter({ hasText: 'The server does not answer' });
  await notice.getByText(/What you see is from/).waitFor();
  await takePicture(page, 'day/5-server-away');
  await api.restart();
  await notice.getByText('The server does not answer').waitFor({ state: 'detached' });
}

async function untilComplete(page: Page): Promise<void> {
  const late = { timeout: 120_000 };
  await page.getByText('Nothing leaves at the moment').waitFor({ state: 'detached', ...late });
  await page.getByText('Complete', { exact: true }).waitFor(late);
  const figures = page.locator('section', { hasText: 'Processed' });
  await figures
    .getByText(count(gold.length - unreached), { exact: true })
    .nth(2)
    .waitFor(late);
  await page.getByText('131026').first().waitFor();
  await takePicture(page, 'day/6-complete');
}

async function exportForTheBoss(page: Page): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const rows = await rowsOf(download);
  const withStatus = (status: string): number =>
    rows.filter((row) => row['Delivery Status'] === status).length;
  expect(withStatus('Read')).toBe(gold.length - unreached);
  expect(withStatus('DeliveryFailed')).toBe(unreached);
  // nobody twice
  const sent = rows.filter((row) => row['Wrap-up Code'] !== '' && row['Delivery Status'] !== 'Queued');
  expect(new Set(sent.map((row) => row['Contact ID'])).size).toBe(gold.length);
}

/** A new run for just those who failed; nobody else gets a second message. */
async function sendAgain(page: Page): Promise<void> {
  const card = page.locator('section', { hasText: 'Who did not get it' });
  await card.getByRole('checkbox', { name: 'Failed' }).check();
  await takePicture(page, 'day/7-again', card);
  await card.getByRole('button', { name: `Send again to ${unreached} contacts` }).click();
  const dialog = page.getByRole('dialog', { name: `Send again to just those of “${NAME}”?` });
  await dialog.getByText(`A new run begins for ${unreached} contacts.`, { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Run 2: again to contacts of run 1').waitFor();
  await page.getByText('Complete', { exact: true }).waitFor({ timeout: 120_000 });
  const people = new Set(gold.map(({ Phone }) => Phone.replace(/\D/g, '')));
  const accepted = await acceptedBy(system.run.system.simulatorUrl);
  const ofCampaign = accepted.filter(({ to }) => people.has(to));
  expect(ofCampaign).toHaveLength(gold.length + unreached);
  expect(repeated(ofCampaign).sort()).toEqual([...phonesOfUnreached].sort());
}
