/**
 * `wac clients …`, `wac users …`, `wac roles …`: access to the HTTP API. Passwords and secrets are shown
 * once, when they are created.
 */
import type { Command } from 'commander';
import { accessCollections } from '../../../schemas/collections/access-collections.ts';
import type { RoleGrant, UserDocument } from '../../../schemas/collections/access-collections.ts';
import { deleteRole, makeRole, roleIdOf } from '../../access/own-roles.ts';
import { getUser, makeUser, resetPassword, setActive } from '../../access/people.ts';
import { ALL_DIVISIONS } from '../../access/principal.ts';
import { getClient, makeClient, renewSecret, setClientActive } from '../../access/programs.ts';
import { builtInRoles } from '../../access/roles.ts';
import { findUsers } from '../../access/store.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getDivision } from '../../queries/divisions/divisions.ts';
import { pageByName } from '../../queries/page-by-name.ts';
import { limitOf, pageOf, type Page, type PageRequest } from '../../queries/page.ts';
import { collect } from '../arguments/arguments.ts';
import { confirm } from '../terminal/confirm.ts';
import { showAll } from '../terminal/show-all.ts';
import { fields } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';

type GrantOptions = { role: string[]; division: string[] };

export function addAccessCommands(program: Command, withSession: WithSession): void {
  addClientCommands(program, withSession);
  addUserCommands(program, withSession);
  addRoleCommands(program, withSession);
}

function addClientCommands(program: Command, withSession: WithSession): void {
  const clients = program.command('clients').description('programs that use the HTTP API');
  withGrants(clients.command('create'))
    .description('create a client; prints its id and its secret, which is not shown again')
    .argument('<name>', 'name of the client')
    .addHelpText('after', '\nExample:\n  $ wac clients create Reports --role viewer')
    .action(
      withSession(async (session, name: string, options: GrantOptions) => {
        const database = await session.database();
        const grants = await grantsOf(database, options);
        const { client, secret } = await makeClient(database, { name, grants }, new Date(), session.actor);
        session.result({ id: client._id, name: client.name, secret }, fields({ id: client._id, secret }));
      }),
    );
  clients
    .command('list')
    .description('all clients')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => pageByName(database, accessCollections.clients, request),
          none: 'there are no clients; "wac clients create" makes one',
          columns: ['NAME', 'ID', 'ROLES', 'ACTIVE'],
          row: ({ _id, name, grants, active }) => [name, _id, rolesText(grants), active ? 'yes' : 'no'],
          view: ({ _id, name, grants, active }) => ({ id: _id, name, grants, active }),
        });
      }),
    );
  clients
    .command('renew-secret')
    .description('give a client a new secret; the old one stops working at once')
    .argument('<client>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const { _id, name } = await getClient(database, reference);
        const secret = await renewSecret(database, _id, new Date(), session.actor);
        session.result({ id: _id, name, secret }, fields({ id: _id, secret }));
      }),
    );
  for (const [word, active] of [
    ['disable', false],
    ['enable', true],
  ] as const)
    clients
      .command(word)
      .description(active ? 'allow a client again' : 'block a client; its tokens stop working at once')
      .argument('<client>', 'name or id')
      .action(
        withSession(async (session, reference: string) => {
          const database = await session.database();
          const { _id, name } = await getClient(database, reference);
          await setClientActive(database, _id, active, new Date(), session.actor);
          session.result({ id: _id, name, active }, `${name} ${active ? 'may come in' : 'is kept out'}`);
        }),
      );
}

function addUserCommands(program: Command, withSession: WithSession): void {
  const users = program.command('users').description('people who sign in to the HTTP API');
  withGrants(users.command('create'))
    .description('create a user; prints a password for the first sign-in, which then must be changed')
    .argument('<email>', 'e-mail address, with which the user signs in')
    .requiredOption('--name <name>', 'name of the user')
    .addHelpText('after', '\nExample:\n  $ wac users create pat@example.com --name Pat --role supervisor')
    .action(
      withSession(async (session, email: string, options: GrantOptions & { name: string }) => {
        const database = await session.database();
        const grants = await grantsOf(database, options);
        const { user, password } = await makeUser(
          database,
          { email, name: options.name, grants },
          new Date(),
          session.actor,
        );
        session.result(
          { id: user._id, email: user.email, password },
          fields({ id: user._id, email: user.email, password }),
        );
      }),
    );
  users
    .command('list')
    .description('all users')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => pageOfUsers(database, request),
          none: 'there are no users; "wac users create" makes one',
          columns: ['E-MAIL', 'NAME', 'ROLES', 'ACTIVE'],
          row: ({ email, name, grants, groupGrants = [], active }) => [
            email,
            name,
            rolesText([...grants, ...groupGrants]),
            active ? 'yes' : 'no',
          ],
          view: ({ _id, email, name, grants, groupGrants = [], active }) => ({
            ...{ id: _id, email, name, grants, groupGrants, active },
          }),
        });
      }),
    );
  users
    .command('reset-password')
    .description('give a user a new password for the next sign-in; ends sessions and locks')
    .argument('<email>', 'e-mail address')
    .action(
      withSession(async (session, email: string) => {
        const password = await resetPassword(await session.database(), email, new Date(), session.actor);
        session.result({ email, password }, fields({ email, password }));
      }),
    );
  for (const [word, active] of [
    ['disable', false],
    ['enable', true],
  ] as const)
    users
      .command(word)
      .description(active ? 'allow a user again' : 'block a user; ends sessions at once')
      .argument('<email>', 'e-mail address')
      .action(
        withSession(async (session, email: string) => {
          const database = await session.database();
          await setActive(database, email, active, new Date(), session.actor);
          const { name } = await getUser(database, email);
          session.result({ email, active }, `${name} ${active ? 'may sign in' : 'is kept out'}`);
        }),
      );
}

function addRoleCommands(program: Command, withSession: WithSession): void {
  const roles = program.command('roles').description('what users and clients may do');
  roles
    .command('create')
    .description('make a role')
    .argument('<name>', 'name of the role')
    .requiredOption('--permission <permission>', 'e.g. outbound:contactList:view; repeatable', collect, [])
    .option('--description <text>', 'what the role is for', '')
    .addHelpText('after', '\nExample:\n  $ wac roles create Loader --permission "outbound:contactList:*"')
    .action(
      withSession(async (session, name: string, options: { permission: string[]; description: string }) => {
        const { permission: permissions, description } = options;
        const role = await makeRole(
          await session.database(),
          { name, description, permissions },
          new Date(),
          session.actor,
        );
        session.result({ id: role._id, name, permissions }, `role ${role._id}`);
      }),
    );
  roles
    .command('list')
    .description('all roles, the built-in ones first')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        const view = (id: string, name: string, permissions: readonly string[]) => ({
          id,
          name,
          permissions,
        });
        await showAll(session, {
          read: async (request) => {
            const page = await pageByName(database, accessCollections.roles, request);
            const own = page.items.map(({ _id, name, permissions }) => view(_id, name, permissions));
            const builtIn = builtInRoles.map(({ id, name, permissions }) => view(id, name, permissions));
            return { next: page.next, items: request.after === null ? [...builtIn, ...own] : own };
          },
          none: '',
          columns: ['ID', 'NAME', 'PERMISSIONS'],
          row: ({ id, name, permissions }) => [id, name, permissions.join(' ')],
          view: (role) => role,
        });
      }),
    );
  roles
    .command('delete')
    .description('delete a role that is assigned to no user or client')
    .argument('<role>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const database = await session.database();
        const id = await roleIdOf(database, reference);
        await confirm(session, `Delete the role "${reference}"`, options.yes);
        await deleteRole(database, id, session.actor);
        session.result({ id, deleted: true }, `deleted ${reference}`);
      }),
    );
}

const withGrants = (command: Command): Command =>
  command
    .requiredOption('--role <role>', 'role by name or id; repeatable ("wac roles list")', collect, [])
    .option(
      '--division <division>',
      'division, name or id, in which the roles are held; repeatable (default: all)',
      collect,
      [],
    );

async function grantsOf(database: Database, { role, division }: GrantOptions): Promise<RoleGrant[]> {
  const divisionIds =
    division.length === 0
      ? [ALL_DIVISIONS]
      : await Promise.all(division.map(async (reference) => (await getDivision(database, reference))._id));
  const ids = await Promise.all(role.map((reference) => roleIdOf(database, reference)));
  return ids.map((roleId) => ({ roleId, divisionIds }));
}

const rolesText = (grants: readonly RoleGrant[]): string =>
  grants
    .map(({ roleId, divisionIds }) =>
      divisionIds.includes(ALL_DIVISIONS) ? roleId : `${roleId} in ${divisionIds.join(', ')}`,
    )
    .join('; ');

async function pageOfUsers(database: Database, request: PageRequest): Promise<Page<UserDocument>> {
  const users = await findUsers(database, request.after ?? '', limitOf(request));
  return pageOf(users, request, ({ email }) => email);
}
