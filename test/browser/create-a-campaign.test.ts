/**
 * A campaign from nothing but a CSV file to its last read receipt and an exported report: the steps of docs/console/create-a-campaign.md.
 * With CONSOLE_PICTURES=1 its pictures are taken anew.
 */
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { collections } from '../../schemas/collections.ts';
import { until } from '../support/test-system.ts';
import { openConsoleSystem, sample, type ConsoleSystem } from './console-system.ts';
import { dropFile } from './drop-file.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { bringUp, takePicture } from './picture.ts';

jest.setTimeout(240_000);

/** Numbers that end so cannot be reached; whoever else gets a message reads it. */
const NOT_REACHED = '09';

const cities = ['Bonn', 'Köln', 'Paris', 'Lyon'];
const contacts = Array.from({ length: 40 }, (_, at) => ({
  first_name: `Person ${at + 1}`,
  phone: `+1 317 555 ${String(7_001 + at)}`,
  city: cities[at % 4] ?? '',
  balance: `$${(at * 25 + 10).toFixed(2)}`,
  member_since: `20${String(10 + (at % 15))}-0${1 + (at % 9)}-15`,
  time_zone: 'America/Indiana/Indianapolis',
}));
type Contact = (typeof contacts)[number];
const columns = Object.keys(contacts[0] ?? {});
const csvOf = (rows: readonly Contact[]): string =>
  [
    columns.join(','),
    ...rows.map((row) =>
      Object.values(row)
        .map((cell) => `"${cell}"`)
        .join(','),
    ),
  ].join('\r\n');
/** Two rows have no number that could be messaged. */
const faulty = contacts.map((row, at) => (at === 7 || at === 23 ? { ...row, phone: 'not a number' } : row));
/** Of those in Bonn and Köln the twentieth part is on it. */
const DNC = 'Last Name,First Name,DNC_Home,DNC_Cell\r\nSmith,Bill,317-555-7001,317-981-6233\r\n';

let browser: Browser;
let system: ConsoleSystem;

beforeAll(async () => {
  browser = await openBrowser();
  system = await openConsoleSystem({
    outcomes: [],
    rules: [{ suffix: NOT_REACHED, outcome: 'fail-by-webhook', code: 131026 }],
    statuses: { ...quick, read: { delayMs: { min: 500, max: 3_000 }, probability: 1 } },
  });
  const { run } = system;
  // a list that cannot be chosen
  const empty = randomUUID();
  await run.command(empty, {
    type: 'CreateContactList',
    name: 'Customers of last year',
    divisionId: null,
    whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }],
    contactIdColumn: null,
    defaultCountry: null,
    timeZone: null,
    columnNames: ['Phone'],
    source: null,
  });
  await run.untilStatus(sample.campaignId, 'complete');
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await system?.run.close();
}, 60_000);

const quick = {
  sent: { delayMs: { min: 50, max: 300 } },
  delivered: { delayMs: { min: 100, max: 600 } },
};

const NAME = 'Autumn greetings';
const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const optionOf = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await optionOf(page, option).first().click();
}

test('steps 1 to 14, and what comes after', async () => {
  const { email } = await system.user('Grace');
  const { page, complaints } = await openPage(browser);
  // 1 and 2
  await page.goto(system.url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await takePicture(page, 'steps/01-sign-in');
  await system.signIn(page, email);
  await page.getByRole('row').filter({ hasText: 'Sample campaign' }).getByText('Complete').waitFor();
  await takePicture(page, 'steps/02-campaign-management');
  await page.getByRole('link', { name: 'Create a WhatsApp campaign' }).click();
  // 3
  await page.getByLabel('Campaign name').fill(NAME);
  await choose(page, 'Division', 'Home');
  await takePicture(page, 'steps/03-name-and-division');
  await chooseOrMakeList(page);
  await filter(page);
  await pace(page);
  await message(page);
  await when(page);
  await saveAndStart(page);
  await untilEverybodyHasRead(page);
  await report(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** 4 and 5: a list that cannot be used says why; a new one is made of a file, and its bad rows are mended. */
async function chooseOrMakeList(page: Page): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Contact list', exact: true });
  await bringUp(page, page.getByRole('heading', { name: 'Who gets the message' }));
  await field.click();
  await field.fill('cust');
  const barred = optionOf(page, /Customers of last year/);
  await barred.getByText('It has no records.').waitFor();
  expect(await barred.getAttribute('data-combobox-disabled')).toBe('true');
  await takePicture(page, 'steps/04-contact-list');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create a new contact list' }).click();
  const dialog = dialogOf(page, 'Create a contact list');
  await dropFile(dialog.getByText('Drop a CSV file here').locator('..'), 'Customers.csv', csvOf(faulty));
  await dialog.getByRole('table', { name: 'The first rows' }).waitFor();
  const kinds = await dialog.getByRole('columnheader').allInnerTexts();
  expect(kinds.map((text) => text.replace(/\s+/g, ' '))).toEqual([
    'first_name text',
    'phone phone',
    'city text',
    'balance amount',
    'member_since date',
    'time_zone time zone',
  ]);
  await choose(page, 'Contact id column', 'first_name');
  await takePicture(page, 'steps/05-new-contact-list');
  await dialog.getByRole('button', { name: 'Upload' }).click();
  const made = dialogOf(page, 'Customers');
  await made.getByText('The list has 38 entries now').waitFor();
  await made.getByText('40 rows were read; 2 were refused.').waitFor();
  await made.getByRole('cell', { name: 'not a number', exact: true }).first().waitFor();
  await takePicture(page, 'steps/06-refused-rows');
  await made.getByRole('button', { name: 'Import a mended file' }).click();
  await dropFile(made.getByText('Drop a CSV file here').locator('..'), 'mended.csv', csvOf(contacts));
  await made.getByRole('button', { name: 'Import a mended file' }).click();
  await made.getByText('The list has 40 entries now').waitFor();
  await made.getByRole('button', { name: 'Use this list' }).click();
  await made.waitFor({ state: 'detached' });
  await page.getByText('40 contacts · first_name, phone').waitFor();
}

/** 6: contacts of two cities, as one sees while one types. */
async function filter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create a new filter' }).click();
  const dialog = dialogOf(page, 'Create a filter');
  await dialog.getByLabel('Name of the filter').fill('On the Rhine');
  await choose(page, 'Column', 'city');
  await choose(page, 'Comparison', 'is one of');
  for (const city of ['bonn', 'Köln']) {
    await dialog.getByRole('combobox', { name: 'Values' }).fill(city);
    await page.keyboard.press('Enter');
  }
  await dialog.getByText('20 of 40 contacts').waitFor();
  await dialog.getByRole('cell', { name: 'Person 2', exact: true }).waitFor();
  await takePicture(page, 'steps/07-filter');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('On the Rhine').first().waitFor();
}

/** 7 and 8: how fast, and who is never messaged. */
async function pace(page: Page): Promise<void> {
  const rate = page.getByLabel('Messages per minute');
  await rate.fill('999999');
  await page.getByText('999,999 messages per minute are more than the maximum of 4,800.').first().waitFor();
  await takePicture(page, 'steps/08-messages-per-minute', page.getByRole('heading', { name: 'How fast' }));
  await rate.fill('600');
  await page.getByText('40 contacts take about a minute.').waitFor();
  await page.getByRole('button', { name: 'Create a new DNC list' }).click();
  const dialog = dialogOf(page, 'Create a DNC list');
  await dropFile(dialog.getByText('Drop a CSV file here').locator('..'), 'Do not message.csv', DNC);
  await dialog.getByText('DNC_Home').first().waitFor();
  // of the browser
  expect(
    await dialog.getByRole('combobox', { name: 'Country of numbers without a country code' }).inputValue(),
  ).toBe('United States (US)');
  await takePicture(page, 'steps/09-new-dnc-list');
  await dialog.getByRole('button', { name: 'Upload' }).click();
  const made = dialogOf(page, 'Do not message');
  await made.getByText('The list has 2 entries now').waitFor();
  await made.getByRole('button', { name: 'Use this list' }).click();
  await made.waitFor({ state: 'detached' });
}

/** 9 to 11: what they read, and the number that sends. */
async function message(page: Page): Promise<void> {
  expect(await page.getByRole('combobox', { name: 'WhatsApp column' }).inputValue()).toBe('phone');
  await choose(page, 'Template', 'spring_offer (en_US)');
  const [first, second] = [
    page.getByRole('group', { name: 'Value 1' }),
    page.getByRole('group', { name: 'Value 2' }),
  ];
  await first.getByRole('combobox', { name: 'Value 1' }).click();
  await optionOf(page, 'first_name').click();
  await second.getByRole('combobox', { name: 'Value 2' }).click();
  await optionOf(page, 'balance').click();
  await second.getByRole('combobox', { name: 'Format' }).click();
  await optionOf(page, 'Amount').click();
  await page.getByText('Hello Person 1, your balance of $10.00 is worth double until Sunday.').waitFor();
  await takePicture(
    page,
    'steps/10-template',
    page.getByRole('heading', { name: 'The message', exact: true }),
  );
  const number = page.getByRole('combobox', { name: 'WhatsApp integration' });
  await bringUp(page, page.getByRole('combobox', { name: 'Template' }));
  await number.click();
  await optionOf(page, /Sample number/)
    .getByText('GREEN')
    .waitFor();
  await takePicture(page, 'steps/11-whatsapp-integration');
  await optionOf(page, /Sample number/).click();
}

/** 12 and 13: at which times, and in which order. */
function never(): never {
  throw new Error('it is not shown');
}

async function when(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Callable times' });
  await page.getByRole('button', { name: 'Mon–Fri 9:00 AM–8:00 PM', exact: true }).click();
  await bringUp(page, page.getByRole('heading', { name: 'When', exact: true }));
  // a block of the weekend by the mouse, from Saturday 10 o'clock to Sunday 13 o'clock
  const box = async (name: string) => (await grid.getByRole('gridcell', { name }).boundingBox()) ?? never();
  const [from, to] = [await box('Saturday 10:00 AM'), await box('Sunday 1:00 PM')];
  await page.mouse.move(from.x + 9, from.y + 9);
  await page.mouse.down();
  await page.mouse.move(to.x + 9, to.y + 9, { steps: 3 });
  await page.mouse.up();
  // with the keyboard alone: all of Monday's evening, and an end that is finer than the grid
  await grid.getByRole('gridcell', { name: 'Monday 8:00 PM' }).focus();
  await page.keyboard.down('Shift');
  for (let hour = 21; hour <= 23; hour += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.up('Shift');
  await page.getByRole('button', { name: 'To the minute' }).click();
  await page.getByRole('group', { name: 'Times 3' }).getByLabel('To', { exact: true }).fill('14:30');
  await page
    .getByText(
      'Mon 9:00 AM–12:00 AM; Tue–Fri 9:00 AM–8:00 PM; Sat–Sun 10:00 AM–2:30 PM, on each contact’s own clock.',
    )
    .waitFor();
  await takePicture(page, 'steps/12-when', page.getByRole('heading', { name: 'When', exact: true }));
  // whenever this test runs it is callable time, but for a minute
  await page.getByRole('button', { name: 'Any time' }).click();
  await grid.getByRole('gridcell', { name: 'Monday 12:00 AM' }).focus();
  await page.keyboard.press('Control+Shift+End');
  await page.getByRole('group', { name: 'Times 1' }).getByLabel('To', { exact: true }).fill('23:59');
  await page.getByText('Mon–Sun 12:00 AM–11:59 PM, on each contact’s own clock.').waitFor();
  await page.getByRole('button', { name: 'Add a column' }).click();
  await choose(page, 'Column 1', 'balance');
  await choose(page, 'Direction', 'Descending');
  await page.getByRole('switch', { name: 'Field is numeric' }).click();
  await page.getByRole('button', { name: 'Add a column' }).click();
  await choose(page, 'Column 2', 'member_since');
  await page.getByText('dates such as 2025-01-31 sort as dates').waitFor();
  await takePicture(
    page,
    'steps/13-contact-sorting',
    page.getByRole('heading', { name: 'Contact sorting', exact: true }),
  );
}

/** 14: it is saved, stands on Campaign Management, and says before its start whom it will message. */
async function saveAndStart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: NAME });
  await row.getByText('Off', { exact: true }).waitFor();
  await takePicture(page, 'steps/14-saved');
  expect(await system.run.database.of(collections.campaigns).findOne({ name: NAME })).toMatchObject({
    status: 'off',
    messagesPerMinute: 600,
    callableTimes: {
      ranges: [{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], start: '00:00', end: '23:59' }],
    },
    contactSorts: [
      { fieldName: 'balance', direction: 'DESC', numeric: true },
      { fieldName: 'member_since', direction: 'ASC', numeric: false },
    ],
  });
  await page.getByRole('button', { name: `Start: ${NAME}` }).click();
  const look = page.getByRole('dialog');
  await look.getByText('19 people get a message').waitFor();
  await look.getByText('Its filters keep 20 of 40 contacts.').waitFor();
  await look.getByText('One is on a DNC list or has opted out, and is skipped.').waitFor();
  // the highest balance first
  const firstOnes = await look
    .getByRole('region', { name: 'The first 10' })
    .getByRole('listitem')
    .allInnerTexts();
  expect(firstOnes).toHaveLength(10);
  expect(firstOnes[0]).toContain('Hello Person 38, your balance of $935.00');
  await takePicture(page, 'steps/15-start');
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('heading', { name: NAME }).waitFor();
}

/** One of the twenty is on the DNC list, two of them cannot be reached; all others read their message. */
async function untilEverybodyHasRead(page: Page): Promise<void> {
  const figures = page.locator('section', { hasText: 'Processed' });
  await page.getByText('Complete', { exact: true }).waitFor();
  await until(
    'the page shows that everybody has read the message who could be reached',
    async () => {
      const text = (await figures.innerText()).replace(/\s+/g, ' ');
      return text.includes('Read 18 ') && text.includes('Failed 1 ') && text.includes('Skipped 1 ');
    },
    60_000,
  );
  await page.getByText('On a DNC list').waitFor();
  await page.getByText('131026').first().waitFor();
  await takePicture(page, 'steps/16-complete');
  const wanted = contacts
    .filter(({ city }, at) => at > 0 && (city === 'Bonn' || city === 'Köln'))
    .map(({ phone }) => phone.replace(/\D/g, ''));
  const accepted = (await (await fetch(`${system.run.system.simulatorUrl}/simulator/accepted`)).text())
    .split('\n')
    .filter((line) => line.includes('13175557'))
    .map((line) => (JSON.parse(line) as { to: string }).to);
  // everybody once; answers under way at the same time may overtake each other, the order of the run is kept
  expect([...accepted].sort()).toEqual(wanted);
  const campaign = await system.run.database.of(collections.campaigns).findOne({ name: NAME });
  const inOrder = await system.run.database
    .of(collections.messages)
    .find({ campaignId: campaign?._id ?? '', state: { $ne: 'SKIPPED' } }, { sort: { sequence: 1 } })
    .toArray();
  // the highest balance first; Person 1 is on the DNC list
  expect(inOrder.map(({ to }) => to)).toEqual(wanted.reverse());
}

/** What the boss gets: a row for each, with its Delivery Status. */
async function report(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Interactions' }).click();
  await page.getByRole('cell', { name: 'Read', exact: true }).first().waitFor();
  await takePicture(page, 'steps/17-interactions', page.getByRole('tab', { name: 'Interactions' }));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const rows: Array<Record<string, string>> = parse(await readFile(await download.path(), 'utf8'), {
    bom: true,
    columns: true,
  });
  const counts = new Map<string, number>();
  for (const row of rows) {
    const status = row['Delivery Status'] ?? '';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({ Read: 18, DeliveryFailed: 1, '': 1 });
  expect(new Set(rows.map((row) => row['Campaign']))).toEqual(new Set([NAME]));
}
