/** The system's own Chromium. Where there is none, the tests fail and say what to do: what is not looked at is not known to work. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** A busy machine draws slowly. */
const WITHIN_MS = 40_000;

export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      `Chromium is not installed here (looked at ${PLACES.filter(Boolean).join(', ')}). Install it (Debian: apt-get install chromium), or name it in CHROMIUM.`,
    );
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export const LARGE = { width: 1280, height: 720 };
export const SMALL = { width: 390, height: 844 };

/** What a page complained of: errors of scripts, and whatever its content security policy refused. */
export type Watched = { readonly page: Page; readonly complaints: string[] };

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: LARGE,
    locale: 'en-US',
    timezoneId: 'America/Indiana/Indianapolis',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(WITHIN_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // an answer such as 401 is no fault of the page
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return { page, complaints };
}
