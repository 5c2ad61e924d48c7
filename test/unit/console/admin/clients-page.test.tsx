/** OAuth clients: the secret is shown once, and renewed after a question; what is not permitted is not there. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ClientsPage } from '../../../../services/console/src/admin/clients-page.tsx';
import { answerWith, show, type Call } from '../show.tsx';

const client = {
  ...{ id: 'c1', name: 'Reports', description: 'nightly', state: 'active' },
  roleDivisions: [{ roleId: 'viewer', divisionId: '*' }],
  grants: [{ subjectId: 'c1', role: { id: 'viewer', name: 'Viewer' }, division: { id: '*' } }],
};
const serve = ({ path, method }: Call): unknown => {
  if (path.endsWith('/secret')) return { ...client, secret: 'renewed-secret' };
  if (path === '/api/v2/oauth/clients' && method === 'POST') return { ...client, secret: 'first-secret' };
  if (path === '/api/v2/oauth/clients') return { entities: [client], total: 1 };
  if (path.startsWith('/api/v2/authorization/')) return { entities: [], total: 0 };
  return null;
};
const deed = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name: 'More actions: Reports' }));
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return screen.findByRole('dialog');
};

test('a secret is shown when the client is made, and not afterwards', async () => {
  const calls = answerWith(serve);
  show(<ClientsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Create a client' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Reports');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create a client' }));
  expect(await screen.findByText('first-secret')).toBeTruthy();
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ name: 'Reports', description: '', roleDivisions: [], authorizedGrantType: 'CLIENT-CREDENTIALS' },
  });
  await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
  await waitFor(() => expect(screen.queryByText('first-secret')).toBeNull());
});

test('a new secret comes after a question', async () => {
  const calls = answerWith(serve);
  show(<ClientsPage />);
  const question = await deed('New secret');
  expect(within(question).getByText(/stops working at once/)).toBeTruthy();
  expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(question).getByRole('button', { name: 'New secret' }));
  expect(await screen.findByText('renewed-secret')).toBeTruthy();
});

test('a change keeps roles that its user may not give', async () => {
  const calls = answerWith(serve);
  show(<ClientsPage />, ['oauth:client:view', 'oauth:client:edit']);
  const dialog = await deed('Edit');
  expect(within(dialog).queryByText('Roles')).toBeNull();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
      ...{ name: 'Reports', description: 'nightly', authorizedGrantType: 'CLIENT-CREDENTIALS' },
    }),
  );
});

test('who may only look sees nothing to press', async () => {
  answerWith(serve);
  show(<ClientsPage />, ['oauth:client:view']);
  expect(await screen.findByText('Viewer · All divisions')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /More actions|Create/ })).toBeNull();
});
