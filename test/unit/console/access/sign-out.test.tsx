/** Defect: after signing out the page stayed as it was, since what it looked at was taken away instead of changed. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { IntlProvider } from 'use-intl';
import { SessionProvider, useSession } from '../../../../services/console/src/access/session.tsx';
import { en } from '../../../../services/console/src/words/en.ts';
import { answerWith } from '../show.tsx';

function Page() {
  const { signOut } = useSession();
  return <button onClick={() => void signOut()}>leave</button>;
}

test('who signs out sees the sign-in page, and nothing of what was read stays', async () => {
  const me = {
    id: 'u1',
    name: 'Ada',
    kind: 'user',
    mustChangePassword: false,
    permissions: {},
    csrfToken: 't',
  };
  const calls = answerWith(({ path }) => (path.endsWith('/providers') ? { providers: [] } : me));
  const client = new QueryClient();
  client.setQueryData(['campaigns'], 'secret');
  render(
    <MantineProvider env="test">
      <IntlProvider locale="en" messages={en} timeZone="UTC">
        <QueryClientProvider client={client}>
          <SessionProvider>
            <Page />
          </SessionProvider>
        </QueryClientProvider>
      </IntlProvider>
    </MantineProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'leave' }));
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
  expect(calls.map(({ method }) => method).slice(0, 2)).toEqual(['GET', 'DELETE']);
  expect(client.getQueryData(['campaigns'])).toBeUndefined();
});
