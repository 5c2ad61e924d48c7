/** Users, OAuth clients and roles over HTTP: who may change whom, and that nobody comes to more than he holds. */
import { randomUUID } from 'node:crypto';
import { accessCollections } from '../../../schemas/collections/access-collections.ts';
import { collections } from '../../../schemas/collections.ts';
import { makeUser } from '../../../services/access/people.ts';
import { openTestApi, storeDivision, type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

const USERS = '/api/v2/users';
const CLIENTS = '/api/v2/oauth/clients';
const ROLES = '/api/v2/authorization/roles';
const SUBJECTS = '/api/v2/authorization/subjects';
const DIVISION = 'north';

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openTestApi();
  admin = await api.tokenWith(['*']);
  await storeDivision(api.database, DIVISION);
});
afterAll(() => api.close());

const anyEmail = (): string => `p${randomUUID()}@example.com`;
const send = (method: string, path: string, body?: unknown, token = admin): Promise<Answer> =>
  api.call(method, path, { token, ...(body === undefined ? {} : { body }) });
const inAll = (roleId: string) => [{ roleId, divisionId: '*' }];
const newUser = async (more: object = {}) => {
  const made = await send('POST', USERS, { name: 'Pat', email: anyEmail(), divisionId: 'home', ...more });
  expect(made.status).toBe(200);
  return made.json as { id: string; email: string; version: number; password: string };
};
const newClient = async (more: object = {}) => {
  const body = { name: randomUUID(), authorizedGrantType: 'CLIENT-CREDENTIALS', ...more };
  const made = await send('POST', CLIENTS, body);
  expect(made.status).toBe(200);
  return made.json as { id: string; name: string; secret: string };
};
const newRole = async (...actionSet: string[]) => {
  const permissionPolicies = [{ domain: 'outbound', entityName: 'contactList', actionSet }];
  const made = await send('POST', ROLES, { name: randomUUID(), permissionPolicies });
  expect(made.status).toBe(200);
  return made.json as { id: string; name: string };
};
const signIn = async ({ email, password }: { email: string; password: string }) => {
  const answer = await api.call('POST', '/api/v2/session', { body: { email, password } });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    status: answer.status,
    headers: { cookie, 'x-csrf-token': String(answer.json?.csrfToken ?? '') },
  };
};
/** A user with a password of his own, signed in. */
const person = async (roleId: string, divisionIds = ['*']) => {
  const email = anyEmail();
  const password = 'a long enough password';
  const grants = [{ roleId, divisionIds }];
  const { user } = await makeUser(api.database, { email, name: 'Sam', password, grants }, new Date());
  return { id: user._id, email, password, ...(await signIn({ email, password })) };
};
const tokenStatus = async ({ id, secret }: { id: string; secret: string }): Promise<number> => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });
  return (await api.call('POST', '/oauth/token', { body })).status;
};
const auditOf = (id: string) =>
  api.database.of(collections.audits).find({ 'entity.id': id }).sort({ at: 1 }).toArray();

describe('users', () => {
  test('one is made with a password that is shown once, found, changed by version, and deleted', async () => {
    const { password, ...made } = await newUser({
      roleDivisions: [{ roleId: 'viewer', divisionId: DIVISION }],
    });
    expect(made).toMatchObject({ state: 'active', version: 1, mustChangePassword: true, hasPassword: true });
    const first = await signIn({ ...made, password });
    expect(first.status).toBe(200);
    const shown = await send('GET', `${USERS}/${made.id}`);
    expect(shown.json).toEqual(made);
    expect(shown.json.grants).toEqual([
      {
        subjectId: made.id,
        role: { id: 'viewer', name: 'Viewer', selfUri: `${ROLES}/viewer` },
        division: expect.objectContaining({ id: DIVISION, name: DIVISION }) as object,
      },
    ]);
    const part = made.email.slice(2, 20).toUpperCase();
    expect((await send('GET', `${USERS}?name=${part}`)).json).toMatchObject({ total: 1, entities: [made] });

    const renamed = await send('PATCH', `${USERS}/${made.id}`, { version: 1, name: ' Patricia ' });
    expect(renamed.json).toMatchObject({ name: 'Patricia', email: made.email, version: 2 });
    expect(await send('PATCH', `${USERS}/${made.id}`, { version: 1, name: 'X' })).toMatchObject({
      status: 409,
      json: { code: 'invalid.update.wrong.version' },
    });
    expect((await send('DELETE', `${USERS}/${made.id}`)).status).toBe(200);
    expect((await send('GET', `${USERS}/${made.id}`)).status).toBe(404);
    await until('the session is over', async () => {
      const { status } = await api.call('GET', '/api/v2/session', { headers: first.headers });
      return status === 401;
    });
    const entries = await auditOf(made.id);
    expect(entries.map(({ action, isDone }) => [action, isDone])).toEqual([
      ['CreateUser', true],
      ['SignIn', true],
      ['UpdateUser', true],
      ['UpdateUser', false],
      ['DeleteUser', true],
    ]);
    expect(JSON.stringify(await api.database.of(collections.audits).find({}).toArray())).not.toContain(
      password,
    );
  });

  test('pages go by name, and show the inactive when they are asked for', async () => {
    const mark = randomUUID();
    for (const name of ['c', 'a', 'b']) await newUser({ name: `${mark} ${name}` });
    type Page = { entities: Array<{ id: string; name: string }>; total: number; pageCount: number };
    const page = async (options: string) =>
      (await send('GET', `${USERS}?name=${mark}&${options}`)).json as Page;
    const names = ({ entities }: Page) => entities.map(({ name }) => name.at(-1));
    expect(names(await page('pageSize=2'))).toEqual(['a', 'b']);
    const last = await page('pageSize=2&pageNumber=2');
    expect([names(last), last.total, last.pageCount]).toEqual([['c'], 3, 2]);
    expect(names(await page('sortOrder=DESC'))).toEqual(['c', 'b', 'a']);
    const { entities } = await page('pageSize=1');
    expect(
      (await send('PATCH', `${USERS}/${entities[0]?.id}`, { version: 1, state: 'inactive' })).status,
    ).toBe(200);
    expect(names(await page(''))).toEqual(['b', 'c']);
    expect(names(await page('state=inactive'))).toEqual(['a']);
    expect(names(await page('state=any'))).toEqual(['a', 'b', 'c']);
  });

  test('one who is made inactive, gets another password or loses a role is out at once', async () => {
    const sam = await person('viewer');
    const list = () => api.call('GET', '/api/v2/outbound/contactlists', { headers: sam.headers });
    expect((await list()).status).toBe(200);
    expect((await send('DELETE', `${SUBJECTS}/${sam.id}/divisions/*/roles/viewer`)).status).toBe(204);
    await until('the role is gone', async () => (await list()).status === 403);
    expect((await send('POST', `${SUBJECTS}/${sam.id}/divisions/*/roles/viewer`)).status).toBe(204);
    await until('the role is back', async () => (await list()).status === 200);
    const reset = await send('POST', `${USERS}/${sam.id}/password`);
    expect(reset.headers.get('cache-control')).toBe('no-store');
    expect((await list()).status).toBe(401);
    expect((await signIn(sam)).status).toBe(401);
    const again = await signIn({ email: sam.email, password: reset.json.password as string });
    expect(again.status).toBe(200);
    const given = await send('POST', `${USERS}/${sam.id}/password`, {
      newPassword: 'chosen by somebody else',
    });
    expect(given.status).toBe(204);
    const last = await signIn({ email: sam.email, password: 'chosen by somebody else' });
    const session = () => api.call('GET', '/api/v2/session', { headers: last.headers });
    expect((await session()).json).toMatchObject({ mustChangePassword: true, permissions: {} });
    const { version } = (await send('GET', `${USERS}/${sam.id}`)).json;
    await send('PATCH', `${USERS}/${sam.id}`, { version, state: 'inactive' });
    expect((await session()).status).toBe(401);
    expect((await auditOf(sam.id)).map(({ action }) => action)).toEqual([
      ...['CreateUser', 'SignIn', 'RevokeRoles', 'GrantRoles', 'ResetPassword', 'SignIn', 'SignIn'],
      ...['ResetPassword', 'SignIn', 'DisableUser'],
    ]);
  });

  test('a lock is shown and ended', async () => {
    const sam = await person('viewer');
    for (let n = 0; n < 10; n += 1) await signIn({ ...sam, password: 'wrong horse' });
    expect((await signIn(sam)).status).toBe(401);
    expect((await send('GET', `${USERS}/${sam.id}`)).json.lockedUntil).not.toBeNull();
    expect((await send('POST', `${USERS}/${sam.id}/unlock`)).status).toBe(204);
    expect((await signIn(sam)).status).toBe(200);
    expect((await send('GET', `${USERS}/${sam.id}`)).json.lockedUntil).toBeNull();
  });

  test('everybody may see himself; a client is no user', async () => {
    const sam = await person('viewer');
    const me = await api.call('GET', `${USERS}/me`, { headers: sam.headers });
    expect(me).toMatchObject({ status: 200, json: { id: sam.id, email: sam.email } });
    const own = await api.call('GET', `${SUBJECTS}/me`, { headers: sam.headers });
    expect(own.json).toMatchObject({
      id: sam.id,
      grants: [{ role: { id: 'viewer' }, division: { id: '*' } }],
    });
    expect((await send('GET', `${USERS}/me`)).status).toBe(400);
    expect((await api.call('GET', `${USERS}/${sam.id}`, { headers: sam.headers })).status).toBe(403);
  });

  test('nobody deletes, disables or resets himself', async () => {
    const sam = await person('admin');
    const call = (method: string, path: string, body?: unknown) =>
      api.call(method, `${USERS}/${sam.id}${path}`, { headers: sam.headers, ...(body ? { body } : {}) });
    for (const answer of [
      await call('DELETE', ''),
      await call('PATCH', '', { version: 1, state: 'inactive' }),
      await call('POST', '/password', { newPassword: 'a long enough password' }),
    ])
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid.update' } });
    expect((await call('GET', '')).json).toMatchObject({ state: 'active', version: 1 });
  });
});

describe('OAuth clients', () => {
  test('a secret is shown when it is made and when it is renewed, and the old one ends', async () => {
    const made = await newClient({ description: 'for reports', roleDivisions: inAll('viewer') });
    expect(made).toMatchObject({
      state: 'active',
      description: 'for reports',
      roleDivisions: inAll('viewer'),
    });
    expect(await tokenStatus(made)).toBe(200);
    const { secret, ...shown } = made;
    expect((await send('GET', `${CLIENTS}/${made.id}`)).json).toEqual(shown);
    expect((await send('GET', `${CLIENTS}?name=${made.name.slice(3, 20)}`)).json).toMatchObject({
      total: 1,
      entities: [shown],
    });
    const renewed = await send('POST', `${CLIENTS}/${made.id}/secret`);
    expect(renewed.headers.get('cache-control')).toBe('no-store');
    expect(await tokenStatus(made)).toBe(401);
    expect(await tokenStatus({ id: made.id, secret: renewed.json.secret as string })).toBe(200);
    const stored = JSON.stringify(await api.database.of(collections.audits).find({}).toArray());
    for (const word of [secret, renewed.json.secret as string]) expect(stored).not.toContain(word);
  });

  test('one that is changed keeps what is left out; inactive or deleted it is out at once', async () => {
    const made = await newClient({ description: 'x', roleDivisions: inAll('viewer') });
    const body = { name: made.name, authorizedGrantType: 'CLIENT-CREDENTIALS' };
    const kept = await send('PUT', `${CLIENTS}/${made.id}`, body);
    expect(kept.json).toMatchObject({ description: 'x', roleDivisions: inAll('viewer'), state: 'active' });
    const other = [{ roleId: 'supervisor', divisionId: DIVISION }];
    const changed = await send('PUT', `${CLIENTS}/${made.id}`, {
      ...body,
      roleDivisions: other,
      state: 'inactive',
    });
    expect(changed.json).toMatchObject({ roleDivisions: other, state: 'inactive' });
    expect(await tokenStatus(made)).toBe(401);
    expect((await send('DELETE', `${CLIENTS}/${made.id}`)).status).toBe(204);
    expect((await send('DELETE', `${CLIENTS}/${made.id}`)).status).toBe(404);
  });
});

describe('roles', () => {
  test('one is made of policies, changed in whole and in part, and deleted when nobody holds it', async () => {
    const role = await newRole('view', 'search');
    const url = `${ROLES}/${role.id}`;
    const policies = [{ domain: 'outbound', entityName: 'contactList', actionSet: ['view', 'search'] }];
    expect((await send('GET', url)).json).toMatchObject({ permissionPolicies: policies, userCount: 0 });
    const { id } = await newUser({ roleDivisions: inAll(role.id) });
    expect((await send('GET', url)).json).toMatchObject({ userCount: 1 });
    expect(await send('DELETE', url)).toMatchObject({ json: { code: 'referential.integrity.error' } });
    const all = [{ domain: 'outbound', entityName: '*', actionSet: ['*'] }];
    const put = await send('PUT', url, { name: `${role.name}!`, permissionPolicies: all });
    expect(put.json).toMatchObject({ name: `${role.name}!`, permissionPolicies: all });
    expect((await send('PATCH', url, { description: 'd' })).json).toMatchObject({
      ...{ name: `${role.name}!`, description: 'd', permissionPolicies: all },
    });
    const found = await send('GET', `${ROLES}?name=${role.name.slice(2, 30)}&permission=outbound:dnc:view`);
    expect(found.json).toMatchObject({ total: 1, entities: [{ id: role.id, userCount: 1 }] });
    await send('POST', `${SUBJECTS}/${id}/bulkreplace`, { grants: [] });
    expect((await send('DELETE', url)).status).toBe(204);
    expect((await send('GET', url)).status).toBe(404);
  });

  test('those that are built in come first and stay as they are', async () => {
    const { entities } = (await send('GET', ROLES)).json;
    expect(entities[0]).toMatchObject({
      ...{ id: 'admin', default: true, defaultRoleId: 'admin' },
      permissionPolicies: [{ domain: '*', entityName: '*', actionSet: ['*'] }],
    });
    for (const [method, body] of [
      ['PUT', { name: 'Other' }],
      ['DELETE', undefined],
    ] as const)
      expect(await send(method, `${ROLES}/viewer`, body)).toMatchObject({
        ...{ status: 400, json: { code: 'invalid.update' } },
      });
    const named = await send('POST', ROLES, { name: 'Administrator' });
    expect(named).toMatchObject({ status: 400, json: { code: 'duplicate.name' } });
  });

  test('permissions are listed by domain', async () => {
    const { json } = await send('GET', '/api/v2/authorization/permissions');
    const outbound = (json.entities as Array<{ domain: string; permissionMap: object }>).find(
      ({ domain }) => domain === 'outbound',
    );
    expect(outbound?.permissionMap).toMatchObject({ dnc: [{ action: 'view' }, {}, {}, {}] });
  });
});

describe('nobody comes to more than he holds', () => {
  const MANAGES = [
    ...['directory:*', 'oauth:*', 'authorization:*'],
    ...['outbound:contactList:view', 'outbound:contactList:search'],
  ];
  const managers = { north: '', everywhere: '' };
  beforeAll(async () => {
    managers.north = await api.tokenWith(MANAGES, [DIVISION]);
    managers.everywhere = await api.tokenWith(MANAGES);
  });
  const refused = async (answer: Promise<Answer>, ...names: string[]) => {
    const { status, json } = await answer;
    expect({ status, code: json?.code }).toEqual({ status: 403, code: 'missing.permissions' });
    for (const name of names) expect(json.message).toContain(name);
  };

  test('a role is granted as far as its permissions are held, where they are held', async () => {
    const looks = await newRole('view', 'search');
    const deletes = await newRole('view', 'delete');
    const everything = await newRole('*');
    const { id } = await newUser();
    const grant = (roleId: string, divisionId: string, token: string) =>
      send('POST', `${SUBJECTS}/${id}/divisions/${divisionId}/roles/${roleId}`, undefined, token);
    expect((await grant(looks.id, DIVISION, managers.north)).status).toBe(204);
    await refused(grant(looks.id, 'home', managers.north));
    await refused(grant(looks.id, '*', managers.north));
    expect((await grant(looks.id, '*', managers.everywhere)).status).toBe(204);
    await refused(
      grant(deletes.id, DIVISION, managers.everywhere),
      'outbound:contactList:delete in division',
    );
    // a pattern also stands for what comes later
    await refused(grant(everything.id, DIVISION, managers.everywhere), 'outbound:contactList:*');
    await refused(grant('admin', '*', managers.everywhere), '* in all divisions');
    const asked = { grants: [{ roleId: 'admin', divisionId: DIVISION }] };
    for (const word of ['bulkadd', 'bulkreplace'])
      await refused(send('POST', `${SUBJECTS}/${id}/${word}`, asked, managers.everywhere));
    const failures = (await auditOf(id)).filter(({ isDone }) => !isDone);
    expect(failures.length).toBeGreaterThanOrEqual(4);
    expect(failures[0]?.faults).toMatchObject([{ code: 'missing.permissions' }]);
    const { json } = await send('GET', `${SUBJECTS}/${id}`);
    expect(json.grants).toHaveLength(2);
  });

  test('who may grant everywhere gives what he holds in one division in that one alone', async () => {
    const grants = await send('POST', ROLES, {
      name: randomUUID(),
      permissionPolicies: [{ domain: 'authorization', entityName: 'grant', actionSet: ['*'] }],
    });
    const looks = await newRole('view', 'search');
    const roleDivisions = [...inAll(grants.json.id as string), { roleId: looks.id, divisionId: DIVISION }];
    const { id: clientId, secret } = await newClient({ roleDivisions });
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
    const token = (await api.call('POST', '/oauth/token', { body: new URLSearchParams(form) })).json;
    const { id } = await newUser();
    const grant = (divisionId: string) => {
      const path = `${SUBJECTS}/${id}/divisions/${divisionId}/roles/${looks.id}`;
      return send('POST', path, undefined, token.access_token as string);
    };
    expect((await grant(DIVISION)).status).toBe(204);
    await refused(grant('home'), 'outbound:contactList:view in division home');
    await refused(grant('*'), 'outbound:contactList:view in all divisions');
  });

  test('neither with a new user or client, nor by its roles', async () => {
    const user = { name: 'Mole', email: anyEmail(), roleDivisions: inAll('admin') };
    await refused(send('POST', USERS, user, managers.everywhere));
    const client = { name: randomUUID(), authorizedGrantType: 'CLIENT-CREDENTIALS' };
    await refused(send('POST', CLIENTS, { ...client, roleDivisions: inAll('admin') }, managers.everywhere));
    const own = await send('POST', CLIENTS, client, managers.everywhere);
    const url = `${CLIENTS}/${own.json.id}`;
    await refused(send('PUT', url, { ...client, roleDivisions: inAll('admin') }, managers.everywhere));
    expect((await send('GET', `${USERS}?name=${user.email}`)).json.total).toBe(0);
  });

  test('nor by taking over who may do more', async () => {
    const { id } = await newUser({ roleDivisions: inAll('supervisor') });
    const by = managers.everywhere;
    await refused(send('POST', `${USERS}/${id}/password`, undefined, by));
    await refused(send('PATCH', `${USERS}/${id}`, { version: 1, email: anyEmail() }, by));
    await refused(send('DELETE', `${USERS}/${id}`, undefined, by));
    await refused(send('POST', `${SUBJECTS}/${id}/bulkreplace`, { grants: [] }, by));
    const client = await newClient({ roleDivisions: inAll('supervisor') });
    await refused(send('POST', `${CLIENTS}/${client.id}/secret`, undefined, by));
    await refused(send('DELETE', `${CLIENTS}/${client.id}`, undefined, by));
    expect(await tokenStatus(client)).toBe(200);
  });

  test('nor by a role that he changes or makes', async () => {
    const role = await newRole('view');
    const more = [{ domain: 'outbound', entityName: 'contact', actionSet: ['view'] }];
    for (const method of ['PUT', 'PATCH'])
      await refused(
        send(
          method,
          `${ROLES}/${role.id}`,
          { name: role.name, permissionPolicies: more },
          managers.everywhere,
        ),
        'outbound:contact:view in all divisions',
      );
    // held in one division only
    await refused(send('PATCH', `${ROLES}/${role.id}`, { name: randomUUID() }, managers.north));
    await refused(send('POST', ROLES, { name: randomUUID(), permissionPolicies: more }, managers.everywhere));
    const strong = await newRole('delete');
    await refused(send('PATCH', `${ROLES}/${strong.id}`, { name: randomUUID() }, managers.everywhere));
    await refused(send('DELETE', `${ROLES}/${strong.id}`, undefined, managers.everywhere));
    const fewer = [{ domain: 'outbound', entityName: 'contactList', actionSet: ['search'] }];
    const answer = await send(
      'PATCH',
      `${ROLES}/${role.id}`,
      { permissionPolicies: fewer },
      managers.everywhere,
    );
    expect(answer).toMatchObject({ status: 200, json: { permissionPolicies: fewer } });
  });
});

describe('one administrator stays', () => {
  /** All but these are put aside. */
  const only = async (ids: string[]) => {
    await api.database
      .of(accessCollections.users)
      .updateMany({ _id: { $nin: ids } }, { $set: { active: false } });
    await api.database
      .of(accessCollections.users)
      .updateMany({ _id: { $in: ids } }, { $set: { active: true } });
  };
  const isLast = async (answer: Promise<Answer>) =>
    expect(await answer).toMatchObject({ status: 400, json: { code: 'last.administrator' } });

  test('the last one is not deleted, disabled or deprived, also by a role that he holds', async () => {
    const all = await send('POST', ROLES, {
      name: randomUUID(),
      permissionPolicies: [{ domain: '*', entityName: '*', actionSet: ['*'] }],
    });
    const { id } = await newUser({ roleDivisions: inAll(all.json.id as string) });
    await only([id]);
    await isLast(send('DELETE', `${USERS}/${id}`));
    await isLast(send('PATCH', `${USERS}/${id}`, { version: 1, state: 'inactive' }));
    await isLast(
      send('POST', `${SUBJECTS}/${id}/bulkreplace`, { grants: [{ roleId: 'admin', divisionId: 'home' }] }),
    );
    await isLast(send('DELETE', `${SUBJECTS}/${id}/divisions/*/roles/${all.json.id}`));
    const fewer = [{ domain: 'outbound', entityName: '*', actionSet: ['*'] }];
    await isLast(send('PATCH', `${ROLES}/${all.json.id}`, { permissionPolicies: fewer }));
    expect((await send('GET', `${USERS}/${id}`)).json).toMatchObject({ state: 'active', version: 1 });
    expect((await send('POST', `${SUBJECTS}/${id}/bulkreplace`, { grants: inAll('admin') })).status).toBe(
      204,
    );
  });

  test('of two who are disabled at the same time one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [
        await newUser({ roleDivisions: inAll('admin') }),
        await newUser({ roleDivisions: inAll('admin') }),
      ];
      await only([one.id, other.id]);
      const answers = await Promise.all(
        [one, other].map(({ id }) => send('PATCH', `${USERS}/${id}`, { version: 1, state: 'inactive' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    }
  });
});

describe('malformed input', () => {
  const client = { name: 'x', authorizedGrantType: 'CLIENT-CREDENTIALS' };
  test.each([
    ['POST', USERS, {}],
    ['POST', USERS, { name: 'x', email: 'no address' }],
    ['POST', USERS, { name: ' ', email: 'a@b.c' }],
    ['POST', USERS, { name: 'x'.repeat(65), email: 'a@b.c' }],
    ['POST', USERS, { name: { $ne: '' }, email: 'a@b.c' }],
    ['POST', USERS, { name: 'x', email: ['a@b.c'] }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', password: 'short' }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', state: 'deleted' }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', isAdministrator: true }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', roleDivisions: [{ roleId: 'nobody', divisionId: '*' }] }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', roleDivisions: [{ roleId: 'viewer', divisionId: 'none' }] }],
    ['POST', USERS, { name: 'x', email: 'a@b.c', roleDivisions: [{ roleId: { $gt: '' }, divisionId: '*' }] }],
    ['GET', `${USERS}?sortOrder=sideways`, undefined],
    ['GET', `${USERS}?pageSize=0`, undefined],
    ['GET', `${USERS}?name=a&name=b`, undefined],
    ['POST', CLIENTS, { name: 'x' }],
    ['POST', CLIENTS, { ...client, authorizedGrantType: 'PASSWORD' }],
    ['POST', CLIENTS, { ...client, name: '' }],
    ['POST', CLIENTS, { ...client, roleDivisions: 'admin' }],
    ['POST', ROLES, { permissionPolicies: [] }],
    ['POST', ROLES, { name: 'x', permissionPolicies: [{ domain: 'outbond' }] }],
    [
      'POST',
      ROLES,
      { name: 'x', permissionPolicies: [{ domain: 'outbound', entityName: 'x', actionSet: ['*'] }] },
    ],
    ['POST', ROLES, { name: 'x', permissionPolicies: [{ domain: { $gt: '' } }] }],
    [
      'POST',
      ROLES,
      { name: 'x', permissionPolicies: [{ domain: 'a:b', entityName: 'c', actionSet: ['d'] }] },
    ],
  ])('%s %s %j is refused', async (method, path, body) => {
    const answer = await send(method, path, body);
    expect(answer).toMatchObject({
      status: 400,
      json: { status: 400, message: expect.any(String) as string },
    });
  });

  test.each([
    ['POST', '/bulkadd', {}],
    ['POST', '/bulkadd', { grants: [{ roleId: 'viewer' }] }],
    ['POST', '/bulkreplace', { grants: null }],
    ['POST', '/divisions/none/roles/viewer', undefined],
    ['POST', '/divisions/*/roles/none', undefined],
  ])('%s …%s %j is refused', async (method, path, body) => {
    const { id } = await newUser();
    expect(await send(method, `${SUBJECTS}/${id}${path}`, body)).toMatchObject({ status: 400 });
  });

  test.each(['none', '%00', '$ne', 'x'.repeat(300)])('what does not exist is not found: %s', async (id) => {
    for (const [method, path, body] of [
      ['GET', `${USERS}/${id}`, undefined],
      ['PATCH', `${USERS}/${id}`, { version: 1 }],
      ['DELETE', `${USERS}/${id}`, undefined],
      ['POST', `${USERS}/${id}/password`, {}],
      ['POST', `${USERS}/${id}/unlock`, undefined],
      ['GET', `${CLIENTS}/${id}`, undefined],
      ['PUT', `${CLIENTS}/${id}`, client],
      ['POST', `${CLIENTS}/${id}/secret`, undefined],
      ['GET', `${ROLES}/${id}`, undefined],
      ['DELETE', `${ROLES}/${id}`, undefined],
      ['GET', `${SUBJECTS}/${id}`, undefined],
      ['POST', `${SUBJECTS}/${id}/bulkadd`, { grants: [] }],
    ] as const)
      expect([method, path, (await send(method, path, body)).status]).toEqual([method, path, 404]);
  });
});
