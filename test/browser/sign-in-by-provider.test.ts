/** Sign-in by an outside identity provider in a real browser: the provider is another site than the console. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import {
  openIdentityProvider,
  PROVIDER_CLIENT,
  PROVIDER_SECRET,
  type TestIdentityProvider,
} from '../support/identity-provider.ts';
import { apiAddress, serveTestApi, type TestApi } from '../support/test-api.ts';
import { openTestSystem } from '../support/test-system.ts';
import { openBrowser, openPage } from './open-browser.ts';

jest.setTimeout(120_000);

const BUTTON = 'Sign in with Example Inc.';

let browser: Browser;
let provider: TestIdentityProvider;
let api: TestApi;
let url: string;

beforeAll(async () => {
  browser = await openBrowser();
  const { url: address, environment } = await apiAddress();
  // for a browser localhost and 127.0.0.1, where the provider is, are two sites
  url = address.replace('127.0.0.1', 'localhost');
  provider = await openIdentityProvider([`${url}/oauth/callback`], `${url}/`);
  provider.asks = true;
  const system = await openTestSystem({
    ...{ ...environment, API_PUBLIC_URL: url, OIDC_ISSUER: provider.issuer, OIDC_NAME: 'Example Inc.' },
    ...{ OIDC_CLIENT_ID: PROVIDER_CLIENT, OIDC_CLIENT_SECRET: PROVIDER_SECRET },
    OIDC_GROUP_ROLES: JSON.stringify([{ group: 'Campaign team', role: 'supervisor', divisions: ['*'] }]),
  });
  api = await serveTestApi(system, address);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await api?.close();
  await provider?.close();
}, 60_000);

const someone = (groups: string[]) => {
  const sub = randomUUID();
  return { sub, email: `${sub}@example.com`, email_verified: true, name: 'Pat Example', groups };
};
const signIn = async (page: Page, path = '/'): Promise<void> => {
  await page.goto(url + path);
  await page.getByRole('link', { name: BUTTON }).click();
  await page.getByRole('button', { name: 'It is me' }).click();
};
const places = (page: Page) => page.getByRole('navigation', { name: 'Navigation' });

test('one comes back to the page that one wanted, may do what the groups give, and signs out at both', async () => {
  provider.person = someone(['Campaign team']);
  const { page, complaints } = await openPage(browser);
  await signIn(page, '/contact-lists?q=spring');
  await page.getByRole('heading', { name: 'Contact lists' }).waitFor();
  expect(page.url()).toBe(`${url}/contact-lists?q=spring`);
  expect(await page.getByRole('searchbox').inputValue()).toBe('spring');
  await places(page).getByRole('link', { name: 'Campaign Management' }).waitFor();
  expect(await places(page).getByRole('link', { name: 'Users' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Account of Pat Example' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('button', { name: /yes/i }).click();
  await page.getByRole('link', { name: BUTTON }).waitFor();
  expect(new URL(page.url()).origin).toBe(url);
  expect((await page.context().cookies(url)).map(({ name }) => name)).not.toContain('wac_session');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('who has no role here is told so, and whoever loses the last one is out', async () => {
  const pat = someone(['Campaign team']);
  provider.person = pat;
  const { page } = await openPage(browser);
  await signIn(page);
  await page.getByRole('heading', { name: 'Campaign Management' }).waitFor();

  provider.person = { ...pat, groups: ['Somebody else'] };
  const other = await openPage(browser);
  await signIn(other.page);
  await other.page.getByText('None of your groups has a role here.').waitFor();
  expect(other.complaints).toEqual([]);
  await page.reload();
  await page.getByRole('link', { name: BUTTON }).waitFor();
  await page.context().close();
  await other.page.context().close();
});
