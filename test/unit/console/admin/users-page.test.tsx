/** Users: what is not permitted is not there, roles are given in divisions, a password is shown once, a deletion is asked for. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { UsersPage } from '../../../../services/console/src/admin/users-page.tsx';
import { answerWith, refusal, show, type Call } from '../show.tsx';

const user = (id: string, name: string, more: object = {}) => ({
  ...{ id, name, email: `${name.toLowerCase()}@example.com`, state: 'active', version: 3 },
  ...{ dateModified: '2026-01-01T00:00:00.000Z', lockedUntil: null, mustChangePassword: false },
  grants: [
    { subjectId: id, role: { id: 'viewer', name: 'Viewer' }, division: { id: 'd1', name: 'North' } },
    { subjectId: id, role: { id: 'admin', name: 'Administrator' }, division: { id: '*' }, isByGroup: true },
  ],
  ...more,
});
const serve = ({ path, method }: Call): unknown => {
  if (path.endsWith('/password')) return { password: 'abcde-fghjk-mnpqr-stuvw' };
  if (path === '/api/v2/users' && method === 'POST')
    return { ...user('u9', 'Grace'), password: 'first-password-here' };
  if (path === '/api/v2/users')
    return {
      entities: [user('u1', 'Ada'), user('u2', 'Pat', { lockedUntil: '2099-01-01T00:00:00.000Z' })],
      total: 2,
    };
  if (path === '/api/v2/authorization/roles')
    return {
      entities: [
        { id: 'viewer', name: 'Viewer', permissionPolicies: [] },
        { id: 'supervisor', name: 'Campaign supervisor', permissionPolicies: [] },
      ],
      total: 2,
    };
  if (path === '/api/v2/authorization/divisions')
    return {
      entities: [
        { id: 'd1', name: 'North' },
        { id: 'd2', name: 'South' },
      ],
      total: 2,
    };
  return null;
};
const menuOf = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name: `More actions: ${name}` }));
  return screen.findByRole('menu');
};
const choose = async (field: HTMLElement, option: string) => {
  await userEvent.click(field);
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

test('roles stand with their divisions, and a lock is seen', async () => {
  answerWith(serve);
  show(<UsersPage />);
  expect((await screen.findAllByText('Viewer · North'))[0]).toBeTruthy();
  expect(screen.getAllByText('Administrator · All divisions')).toHaveLength(2);
  expect(screen.getByText(/^Locked until/)).toBeTruthy();
});

test('a user is made with a role in a division; the password is shown once', async () => {
  const calls = answerWith(serve);
  show(<UsersPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Create a user' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create a user' }));
  expect(await within(dialog).findByText('Give the user a name.')).toBeTruthy();
  expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Grace');
  await userEvent.type(within(dialog).getByLabelText(/^E-mail address/), 'grace@example.com');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add a role' }));
  await choose(within(dialog).getByRole('combobox', { name: 'Role' }), 'Viewer');
  await choose(within(dialog).getByRole('combobox', { name: 'Division' }), 'South');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create a user' }));
  expect(await screen.findByText('first-password-here')).toBeTruthy();
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ name: 'Grace', email: 'grace@example.com' },
    roleDivisions: [{ roleId: 'viewer', divisionId: 'd2' }],
  });
  await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
  await waitFor(() => expect(screen.queryByText('first-password-here')).toBeNull());
});

test('what a group gives stays out when roles are changed', async () => {
  const calls = answerWith(serve);
  show(<UsersPage />);
  await userEvent.click(within(await menuOf('Pat')).getByRole('menuitem', { name: 'Roles' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getAllByRole('combobox', { name: 'Role' })).toHaveLength(1);
  await choose(within(dialog).getByRole('combobox', { name: 'Role' }), 'Campaign supervisor');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(calls.find(({ path }) => path.endsWith('/u2/bulkreplace'))?.body).toEqual({
      grants: [{ roleId: 'supervisor', divisionId: 'd1' }],
    }),
  );
});

test('a refusal is shown in the dialog with what is missing', async () => {
  answerWith((call) =>
    call.path.endsWith('/bulkreplace')
      ? refusal(
          403,
          'missing.permissions',
          'You are missing the following permission(s): outbound:dnc:view in all divisions.',
        )
      : serve(call),
  );
  show(<UsersPage />);
  await userEvent.click(within(await menuOf('Pat')).getByRole('menuitem', { name: 'Roles' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await within(dialog).findByText('outbound:dnc:view in all divisions')).toBeTruthy();
});

test('deletion and a new password come after a question', async () => {
  const calls = answerWith(serve);
  show(<UsersPage />);
  await userEvent.click(within(await menuOf('Pat')).getByRole('menuitem', { name: 'Reset the password' }));
  const question = await screen.findByRole('dialog');
  expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(question).getByRole('button', { name: 'Reset the password' }));
  expect(await screen.findByText('abcde-fghjk-mnpqr-stuvw')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
  await userEvent.click(within(await menuOf('Pat')).getByRole('menuitem', { name: 'Deactivate' }));
  await userEvent.click(
    within(await screen.findByRole('dialog', { name: 'Deactivate “Pat”?' })).getByRole('button', {
      name: 'Deactivate',
    }),
  );
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({ version: 3, state: 'inactive' }),
  );
});

test('nobody is offered to shut himself out, and who may only look sees nothing to press', async () => {
  answerWith(serve);
  const { unmount } = show(<UsersPage />);
  const own = await menuOf('Ada');
  expect(
    within(own)
      .getAllByRole('menuitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['Edit', 'Roles']);
  unmount();
  show(<UsersPage />, ['directory:user:view']);
  expect(await screen.findByText('pat@example.com')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /More actions|Create/ })).toBeNull();
});
