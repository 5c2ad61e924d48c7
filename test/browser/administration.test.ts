/** Administration in the browser: a user who was made with a role in one division signs in and sees that division alone. */
import type { Browser, Page } from 'playwright-core';
import { collections } from '../../schemas/collections.ts';
import { makeClient } from '../../services/access/programs.ts';
import { storeDivision } from '../support/test-api.ts';
import { openConsoleSystem, PRESENT_PASSWORD, type ConsoleSystem } from './console-system.ts';
import { openBrowser, openPage } from './open-browser.ts';

jest.setTimeout(120_000);

const OWN_PASSWORD = 'a much better one';

let browser: Browser;
let system: ConsoleSystem;

beforeAll(async () => {
  browser = await openBrowser();
  system = await openConsoleSystem();
  await storeDivision(system.run.database, 'North');
  await makeListIn('North', 'Northern members');
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await system?.run.close();
}, 60_000);

/** As a program does it. */
async function makeListIn(divisionId: string, name: string): Promise<void> {
  const grants = [{ roleId: 'supervisor', divisionIds: ['*'] }];
  const { client, secret } = await makeClient(system.run.database, { name: 'lists', grants }, new Date());
  const form = { grant_type: 'client_credentials', client_id: client._id, client_secret: secret };
  const signedIn = await fetch(`${system.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  const made = await fetch(`${system.url}/api/v2/outbound/contactlists`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ name, division: { id: divisionId }, columnNames: ['phone'] },
      whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    }),
  });
  expect(made.status).toBe(200);
}

const dialog = (page: Page) => page.getByRole('dialog');
const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await dialog(page).getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

test('an administrator makes a user for one division, who sees that one alone', async () => {
  const { email } = await system.user('Ada');
  const { page, complaints } = await openPage(browser);
  await system.signIn(page, email);
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Create a user' }).click();
  await dialog(page).getByLabel('Name').fill('Nora');
  await dialog(page).getByLabel('E-mail address').fill('Nora@example.com');
  await dialog(page).getByRole('button', { name: 'Add a role' }).click();
  await choose(page, 'Role', 'Campaign supervisor');
  await choose(page, 'Division', 'North');
  await dialog(page).getByRole('button', { name: 'Create a user' }).click();
  await page.getByText('Nora can sign in').waitFor();
  const password = await dialog(page).locator('code').last().innerText();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const row = page.getByRole('row').filter({ hasText: 'nora@example.com' });
  await row.getByText('Campaign supervisor · North').waitFor();
  await row.getByText('First sign-in is due').waitFor();
  expect(await page.content()).not.toContain(password);

  const nora = await openPage(browser);
  await nora.page.goto(system.url);
  await nora.page.getByLabel('E-mail address').fill('nora@example.com');
  await nora.page.locator(PRESENT_PASSWORD).fill(password);
  await nora.page.getByRole('button', { name: 'Sign in' }).click();
  await nora.page.getByRole('heading', { name: 'Choose a password of your own' }).waitFor();
  await nora.page.locator(PRESENT_PASSWORD).fill(password);
  for (const at of [0, 1])
    await nora.page.locator('input[autocomplete=new-password]').nth(at).fill(OWN_PASSWORD);
  await nora.page.getByRole('button', { name: 'Change password' }).click();
  await nora.page.getByText('No campaigns yet').waitFor();
  await nora.page.getByRole('link', { name: 'Contact lists' }).click();
  await nora.page.getByText('Northern members').waitFor();
  expect(await nora.page.getByText('Sample contacts').count()).toBe(0);
  for (const name of ['Users', 'Roles', 'OAuth clients', 'Divisions', 'Dead letters'])
    expect([name, await nora.page.getByRole('link', { name, exact: true }).count()]).toEqual([name, 0]);

  await row.getByRole('button', { name: 'More actions: Nora' }).click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await dialog(page).getByRole('button', { name: 'Deactivate' }).click();
  await row.getByText('Inactive').waitFor();
  await nora.page.reload();
  await nora.page.getByRole('button', { name: 'Sign in' }).waitFor();
  const entries = await system.run.database
    .of(collections.audits)
    .find({ 'entity.name': 'nora@example.com', 'who.name': 'Ada' })
    .sort({ at: 1 })
    .toArray();
  expect(entries.map(({ action, from }) => [action, from.door])).toEqual([
    ['CreateUser', 'CONSOLE'],
    ['DisableUser', 'CONSOLE'],
  ]);
  expect([...complaints, ...nora.complaints]).toEqual([]);
  await page.context().close();
  await nora.page.context().close();
});
