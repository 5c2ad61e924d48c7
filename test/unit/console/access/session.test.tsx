/** Signing in, and a session that ends in the middle of something. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IntlProvider } from 'use-intl';
import { SessionProvider } from '../../../../services/console/src/access/session.tsx';
import { answerOf } from '../../../../services/console/src/api/api-failure.ts';
import { api } from '../../../../services/console/src/api/client.ts';
import { en } from '../../../../services/console/src/words/en.ts';
import { answerWith, refusal, type Call } from '../show.tsx';

const me = {
  id: 'u1',
  name: 'Ada',
  kind: 'user',
  email: 'ada@example.com',
  mustChangePassword: false,
  permissions: {},
  csrfToken: 'first',
};
const unauthorized = refusal(401, 'authentication.required', 'No authentication bearer token specified.');

function Page() {
  const stop = () =>
    answerOf(
      api.POST('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/stop', {
        params: { path: { messagingCampaignId: 'c1' } },
      }),
    );
  return (
    <>
      <input aria-label="name" defaultValue="" />
      <button onClick={() => void stop()}>stop</button>
    </>
  );
}

const open = () =>
  render(
    <MantineProvider env="test">
      <IntlProvider locale="en" messages={en} timeZone="UTC">
        <QueryClientProvider client={new QueryClient()}>
          <SessionProvider>
            <Page />
          </SessionProvider>
        </QueryClientProvider>
      </IntlProvider>
    </MantineProvider>,
  );
const signIn = async (password: string) => {
  await userEvent.type(await screen.findByLabelText(/^Password/), password);
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
};

test('nobody is signed in: the sign-in page says what was wrong, then lets in', async () => {
  let isSignedIn = false;
  answerWith(({ method, body }) => {
    if (method === 'GET') return isSignedIn ? me : unauthorized;
    isSignedIn = (body as { password: string }).password === 'right';
    return isSignedIn
      ? { csrfToken: 'first', mustChangePassword: false }
      : refusal(401, 'bad.credentials', 'E-mail address or password are wrong.');
  });
  open();
  await userEvent.type(await screen.findByLabelText(/E-mail/), 'ada@example.com');
  await signIn('wrong');
  expect((await screen.findByRole('alert')).textContent).toContain('E-mail address or password are wrong.');
  await userEvent.clear(screen.getByLabelText(/^Password/));
  await signIn('right');
  expect(await screen.findByRole('button', { name: 'stop' })).toBeTruthy();
});

test('a given password opens nothing but the page that changes it', async () => {
  answerWith(() => ({ ...me, mustChangePassword: true }));
  open();
  expect(await screen.findByRole('heading', { name: 'Choose a password of your own' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'stop' })).toBeNull();
});

test('a session that has ended: what was typed stays, and the call is made once more after the sign-in', async () => {
  let isEnded = false;
  const calls = answerWith(({ method, path }: Call) => {
    if (path === '/api/v2/session') {
      if (method === 'POST') isEnded = false;
      return method === 'POST' ? { csrfToken: 'second', mustChangePassword: false } : me;
    }
    return isEnded ? unauthorized : null;
  });
  open();
  await userEvent.type(await screen.findByLabelText('name'), 'half a name');
  isEnded = true;
  await userEvent.click(screen.getByRole('button', { name: 'stop' }));
  expect(await screen.findByText('Please sign in again')).toBeTruthy();
  await signIn('right');
  const stops = () => calls.filter(({ path }) => path.endsWith('/stop'));
  await waitFor(() => expect(stops().length).toBe(2));
  expect(stops().map(({ headers }) => headers.get('x-csrf-token'))).toEqual(['first', 'second']);
  expect(screen.getByLabelText<HTMLInputElement>('name').value).toBe('half a name');
  await waitFor(() => expect(screen.queryByText('Please sign in again')).toBeNull());
});
