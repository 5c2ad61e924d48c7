/**
 * Every page of the console in both languages, large and small, light and dark: axe finds nothing wrong with it, it complains of nothing,
 * and it fits its window, written from right to left too.
 * With CONSOLE_PICTURES=1 the pictures of docs/console are taken anew.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openConsoleSystem, sample, type ConsoleSystem } from './console-system.ts';
import { LARGE, openBrowser, openPage, SMALL } from './open-browser.ts';
import { collections } from '../../schemas/collections.ts';
import { makeClient } from '../../services/access/programs.ts';
import { makeUser } from '../../services/access/people.ts';
import { storeDivision } from '../support/test-api.ts';

jest.setTimeout(240_000);

const TAKES_PICTURES = process.env['CONSOLE_PICTURES'] === '1';

const pages: ReadonlyArray<readonly [name: string, path: string, inEnglish: string]> = [
  ['campaigns', '/campaigns', 'Sample campaign'],
  ['campaign', `/campaigns/${sample.campaignId}`, 'On a DNC list'],
  ['create', '/campaigns/new', 'Who gets the message'],
  ['edit', `/campaigns/${sample.campaignId}/edit`, 'As it arrives'],
  ['contact-lists', '/contact-lists', 'Sample contacts'],
  ['contact-list', `/contact-lists/${sample.contactListId}`, 'Sample contacts'],
  ['contact-list-filters', '/contact-list-filters', 'Sample: members with a balance'],
  ['new-filter', '/contact-list-filters/new', 'The list whose contacts it looks at.'],
  ['dnc-lists', '/dnc-lists', 'Sample do-not-contact'],
  ['dnc-list', `/dnc-lists/${sample.dncListId}`, 'Sample do-not-contact'],
  ['integrations', '/integrations', 'Sample number'],
  ['templates', '/templates', 'member_statement'],
  ['opt-outs', '/opt-outs', 'Answers that may be opt-outs'],
  ['interactions', '/interactions', 'OUTBOUND-MESSAGE-SENT'],
  ['dead-letters', '/dead-letters', 'No dead letters'],
  ['events', '/events', 'What happened'],
  ['users', '/users', 'Administrator · All divisions'],
  ['roles', '/roles', 'Campaign supervisor'],
  ['divisions', '/divisions', 'Home'],
  ['oauth-clients', '/oauth-clients', 'Reports'],
  ['webhook-subscriptions', '/webhook-subscriptions', 'CRM'],
  ['account', '/account', 'Change password'],
];

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'large-light-en': { viewport: LARGE, colorScheme: 'light', locale: 'en-US' },
  'small-dark-ja': { viewport: SMALL, colorScheme: 'dark', locale: 'ja-JP' },
  'large-dark-ja': { viewport: LARGE, colorScheme: 'dark', locale: 'ja-JP' },
  'small-light-en': { viewport: SMALL, colorScheme: 'light', locale: 'en-US' },
};
/** Of the others axe is asked alone. */
const pictured = ['large-light-en', 'small-dark-ja'];

let browser: Browser;
let system: ConsoleSystem;
let axe: string;

beforeAll(async () => {
  axe = readFileSync(
    createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'),
    'utf8',
  );
  browser = await openBrowser();
  system = await openConsoleSystem();
  await makeAccounts();
  await system.run.untilStatus(sample.campaignId, 'complete');
}, 240_000);

/** Something to see on the pages of administration. */
async function makeAccounts(): Promise<void> {
  const { database } = system.run;
  const now = new Date();
  await storeDivision(database, 'North');
  const north = [{ roleId: 'supervisor', divisionIds: ['North'] }];
  const viewer = [{ roleId: 'viewer', divisionIds: ['*'] }];
  await makeUser(database, { email: 'grace@example.com', name: 'Grace Hopper', grants: north }, now);
  await makeUser(
    database,
    { email: 'mary@example.com', name: 'Mary Jackson', grants: viewer, active: false },
    now,
  );
  await makeClient(
    database,
    { name: 'Reports', description: 'Reads the figures every night.', grants: viewer },
    now,
  );
  await database.of(collections.webhookSubscriptions).insertOne({
    ...{ _id: 'crm', name: 'CRM', url: 'https://crm.example/hook', divisionId: 'home', enabled: false },
    eventTypes: ['v2.outbound.whatsappcampaigns.completed', 'v2.outbound.whatsappcampaigns.forcestopped'],
    ...{ disabledReason: 'No call has succeeded for five days.', failing: { since: now, tries: 40 } },
    ...{ since: now, version: 2, secret: '', formerSecret: null, createdAt: now, modifiedAt: now },
  });
}

afterAll(async () => {
  await browser?.close();
  await system?.run.close();
}, 60_000);

type Finding = { id: string; impact: string; nodes: Array<{ html: string; failureSummary: string }> };

/** What axe finds of WCAG 2.2, levels A and AA, and of good practice; a list of all that is in order would take as long again. */
async function findingsOf(page: Page): Promise<string[]> {
  // the debugger's own call: no policy of the page forbids it
  await page.evaluate(axe);
  const violations = await page.evaluate<Finding[]>(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${id} (${impact}): ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
    ),
  );
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
}

test.each(Object.entries(looks))('%s: every page is for everybody', async (look, options) => {
  const { email } = await system.user(`look-${look}`);
  const { page, complaints } = await openPage(browser, options);
  await page.goto(system.url);
  await page.locator('input[type=email]').waitFor();
  expect(await findingsOf(page)).toEqual([]);
  if (TAKES_PICTURES && pictured.includes(look))
    await page.screenshot({ path: `docs/console/sign-in-${look}.png` });
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill('correct horse battery');
  await page.locator('button[type=submit]').click();
  await page.locator('#page').waitFor();
  for (const [name, path, inEnglish] of pages) {
    await page.goto(system.url + path);
    if (look.endsWith('-en')) await page.getByText(inEnglish).first().waitFor();
    await page.locator('#page h1').first().waitFor();
    await settled(page);
    expect([name, await findingsOf(page)]).toEqual([name, []]);
    for (const direction of ['rtl', 'ltr']) {
      await page.evaluate(`document.documentElement.dir = '${direction}'`);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([name, direction, 'wider than the window by', Math.max(0, width)]).toEqual([
        name,
        direction,
        'wider than the window by',
        0,
      ]);
    }
    if (TAKES_PICTURES && pictured.includes(look))
      await page.screenshot({ path: `docs/console/${name}-${look}.png` });
  }
  if (look.endsWith('-en')) await lookAtDialogs(page, look);
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** Forms with more in them than text. */
async function lookAtDialogs(page: Page, look: string): Promise<void> {
  for (const [name, path, opener, within] of [
    ['new-user', '/users', 'Create a user', 'Add a role'],
    ['new-role', '/roles', 'Create a role', 'outbound'],
  ] as const) {
    await page.goto(system.url + path);
    await page.getByRole('button', { name: opener }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('Example');
    await dialog.getByRole('button', { name: within }).click();
    await settled(page);
    expect([name, await findingsOf(page)]).toEqual([name, []]);
    if (TAKES_PICTURES && pictured.includes(look))
      await page.screenshot({ path: `docs/console/${name}-${look}.png` });
  }
}
