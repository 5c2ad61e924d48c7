/** The company's own sign-in on the sign-in page: offered where there is one, and what it refused is said. */
import { screen } from '@testing-library/react';
import { SignInPage } from '../../../../services/console/src/access/sign-in-page.tsx';
import { answerWith, show } from '../show.tsx';

const at = (address: string): void => window.history.replaceState(null, '', address);
afterEach(() => at('/'));

test('its button leads there, and back to the page that was opened', async () => {
  at('/campaigns?q=spring&signInRefused=expired');
  const calls = answerWith(() => ({ providers: [{ name: 'Example Inc.', signInUri: '/oauth/sign-in' }] }));
  show(<SignInPage onSignedIn={() => undefined} />);
  const button = await screen.findByRole('link', { name: 'Sign in with Example Inc.' });
  expect(button.getAttribute('href')).toBe('/oauth/sign-in?returnTo=%2Fcampaigns%3Fq%3Dspring');
  expect(calls.map(({ path }) => path)).toEqual(['/api/v2/session/providers']);
});

test('without one there are e-mail address and password alone', async () => {
  answerWith(() => ({ providers: [] }));
  show(<SignInPage onSignedIn={() => undefined} />);
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
  expect(screen.queryByRole('link', { name: /Sign in with/ })).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

test.each([
  ['no.role', /None of your groups has a role here/],
  ['email.taken', /There is an account with your e-mail address already/],
  ['whatever', /could not be verified/],
])('refused for %s, it says so', async (reason, text) => {
  at(`/?signInRefused=${reason}`);
  answerWith(() => ({ providers: [] }));
  show(<SignInPage onSignedIn={() => undefined} />);
  expect((await screen.findByRole('alert')).textContent).toMatch(text);
});
