/** The whole system with the sample of `npm start`, and somebody who may sign in to its console. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { startSampleCampaign } from '../../deploy/local/sample/sample-campaign.ts';
import { sample } from '../../deploy/local/sample/sample-definition.ts';
import { makeUser } from '../../services/access/people.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';

/** Labels of required fields end in a star, and a button beside it is called after the password, too. */
export const PRESENT_PASSWORD = 'input[autocomplete=current-password]';
export const PASSWORD = 'correct horse battery';
export { sample };

export type ConsoleSystem = {
  readonly run: RunningSystem;
  readonly url: string;
  /** Makes a user. @returns the e-mail address, and the first password where none is given */
  user(
    name: string,
    options?: { first?: boolean; roleId?: string },
  ): Promise<{ email: string; password: string }>;
  signIn(page: Page, email: string, password?: string): Promise<void>;
};

/** @param scenario of the simulator, beside that of the sample */
export async function openConsoleSystem(scenario: object = {}): Promise<ConsoleSystem> {
  const ofSample = JSON.parse(readFileSync('deploy/local/sample/scenario.json', 'utf8')) as object;
  const run = await runSystem({
    scenario: { ...ofSample, ...scenario },
    env: { ...BUSY_MACHINE, API_SIGN_INS_PER_MINUTE: '1000', API_REQUESTS_PER_MINUTE: '100000' },
  });
  await startSampleCampaign(run.context, () => undefined);
  const url = run.system.apiUrl;
  return {
    run,
    url,
    async user(name, { first = false, roleId = 'admin' } = {}) {
      const email = `${name.toLowerCase()}@example.com`;
      const made = await makeUser(
        run.database,
        {
          email,
          name,
          grants: [{ roleId, divisionIds: ['*'] }],
          ...(first ? {} : { password: PASSWORD }),
        },
        new Date(),
      );
      return { email, password: made.password ?? PASSWORD };
    },
    async signIn(page, email, password = PASSWORD) {
      await page.goto(url);
      await page.getByLabel('E-mail address').fill(email);
      await page.locator(PRESENT_PASSWORD).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation', { name: 'Navigation' }).waitFor({ state: 'attached' });
    },
  };
}
