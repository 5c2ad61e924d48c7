/** Roles: permissions are ticked, a wider one holds the rest, built-in ones are looked at and copied. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RolesPage } from '../../../../services/console/src/admin/roles-page.tsx';
import { answerWith, show, type Call } from '../show.tsx';

const permission = (entityType: string, action: string) => ({
  ...{ domain: 'outbound', entityType, action, allowsConditions: false, divisionAware: true },
});
const serve = ({ path, method }: Call): unknown => {
  if (path === '/api/v2/authorization/roles' && method === 'GET')
    return {
      entities: [
        {
          ...{ id: 'admin', name: 'Administrator', description: 'Everything.', default: true, userCount: 2 },
          permissionPolicies: [{ domain: '*', entityName: '*', actionSet: ['*'] }],
        },
        {
          ...{ id: 'r1', name: 'Looker', description: '', default: false, userCount: 0 },
          permissionPolicies: [{ domain: 'outbound', entityName: 'dnc', actionSet: ['view'] }],
        },
      ],
      total: 2,
    };
  if (path === '/api/v2/authorization/permissions')
    return {
      entities: [
        {
          domain: 'outbound',
          permissionMap: {
            dnc: [permission('dnc', 'view'), permission('dnc', 'edit')],
            contact: [permission('contact', 'view')],
          },
        },
      ],
      total: 1,
    };
  return {};
};
const deed = async (name: string, what: string) => {
  await userEvent.click(await screen.findByRole('button', { name: `More actions: ${name}` }));
  await userEvent.click(await screen.findByRole('menuitem', { name: what }));
  return screen.findByRole('dialog');
};

test('a permission is added, and all of an entity takes the place of one', async () => {
  const calls = answerWith(serve);
  show(<RolesPage />);
  const dialog = await deed('Looker', 'Edit');
  await userEvent.click(await within(dialog).findByRole('button', { name: /^outbound/ }));
  const dnc = await within(dialog).findByRole('group', { name: 'dnc' });
  expect(within(dnc).getByRole<HTMLInputElement>('checkbox', { name: 'view' }).checked).toBe(true);
  await userEvent.click(within(dnc).getByRole('checkbox', { name: 'all' }));
  expect(within(dnc).getByRole<HTMLInputElement>('checkbox', { name: 'edit' }).disabled).toBe(true);
  const contact = within(dialog).getByRole('group', { name: 'contact' });
  await userEvent.click(within(contact).getByRole('checkbox', { name: 'view' }));
  expect(within(dialog).getByText('3 of 3')).toBeTruthy();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/api/v2/authorization/roles/r1',
      body: {
        name: 'Looker',
        permissionPolicies: [
          { domain: 'outbound', entityName: 'dnc', actionSet: ['*'] },
          { domain: 'outbound', entityName: 'contact', actionSet: ['view'] },
        ],
      },
    }),
  );
});

test('a built-in role is looked at, and copied into one of one’s own', async () => {
  const calls = answerWith(serve);
  show(<RolesPage />);
  const looking = await deed('Administrator', 'View');
  for (const box of await within(looking).findAllByRole<HTMLInputElement>('checkbox'))
    expect(box.disabled).toBe(true);
  await userEvent.click(within(looking).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const dialog = await deed('Administrator', 'Copy');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
      name: 'Copy of Administrator',
      permissionPolicies: [{ domain: '*', entityName: '*', actionSet: ['*'] }],
    }),
  );
});

test('who may only look sees no way to change', async () => {
  answerWith(serve);
  show(<RolesPage />, ['authorization:role:view']);
  await userEvent.click(await screen.findByRole('button', { name: 'More actions: Looker' }));
  const items = await screen.findAllByRole('menuitem');
  expect(items.map(({ textContent }) => textContent)).toEqual(['View']);
  expect(screen.queryByRole('button', { name: 'Create a role' })).toBeNull();
});
