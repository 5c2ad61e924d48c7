/** Users, OAuth clients and roles as the console reads and changes them. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { OAuthClient, Role, RoleDivision, User } from '../api/types.ts';
import type { PermissionPolicy } from './permission-values.ts';

type Page = { readonly number: number; readonly size: number };
type Search = { readonly q: string | undefined; readonly page: Page };

const USERS = '/api/v2/users';
const CLIENTS = '/api/v2/oauth/clients';
const ROLES = '/api/v2/authorization/roles';
const GRANT_TYPE = 'CLIENT-CREDENTIALS';
const PERMISSIONS_AT_MOST = 100;

const queryOf = ({ q, page }: Search) => ({
  ...{ pageNumber: page.number, pageSize: page.size },
  ...(q === undefined ? {} : { name: q }),
});

export const useUsers = (search: Search & { descending: boolean }) =>
  useQuery({
    queryKey: ['users', search],
    queryFn: () =>
      answerOf(
        api.GET(USERS, {
          params: {
            query: {
              ...{ ...queryOf(search), state: 'any' },
              sortOrder: search.descending ? 'descending' : 'ascending',
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const useClients = (search: Search) =>
  useQuery({
    queryKey: ['clients', search],
    queryFn: () => answerOf(api.GET(CLIENTS, { params: { query: queryOf(search) } })),
    placeholderData: keepPreviousData,
  });

export const useRoles = (search: Search) =>
  useQuery({
    queryKey: ['roles', search],
    queryFn: () => answerOf(api.GET(ROLES, { params: { query: { ...queryOf(search), userCount: true } } })),
    placeholderData: keepPreviousData,
  });

export const usePermissions = () =>
  useQuery({
    queryKey: ['permissions'],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/authorization/permissions', {
          params: { query: { pageNumber: 1, pageSize: PERMISSIONS_AT_MOST } },
        }),
      ),
    staleTime: Infinity,
  });

/** Reads again what a change may have touched. */
export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all(
      ['users', 'clients', 'roles'].map((name) => client.invalidateQueries({ queryKey: [name] })),
    );
  };
}

const ofUser = ({ id }: { id: string }) => ({ params: { path: { userId: id } } });
const ofClient = ({ id }: { id: string }) => ({ params: { path: { clientId: id } } });
const ofRole = ({ id }: { id: string }) => ({ params: { path: { roleId: id } } });

/** @returns with the password for the first sign-in, which is not shown again */
export const createUser = (body: { name: string; email: string; roleDivisions: RoleDivision[] }) =>
  answerOf(api.POST(USERS, { body }));

export const changeUser = (
  user: User,
  change: { name?: string; email?: string; state?: User['state'] },
): Promise<User> =>
  answerOf(api.PATCH(`${USERS}/{userId}`, { ...ofUser(user), body: { version: user.version, ...change } }));

export const deleteUser = (user: User): Promise<unknown> =>
  answerOf(api.DELETE(`${USERS}/{userId}`, ofUser(user)));

/** @returns the new password, which is not shown again */
export async function resetPassword(user: User): Promise<string> {
  const answer = await answerOf(api.POST(`${USERS}/{userId}/password`, { ...ofUser(user), body: {} }));
  return answer?.password ?? '';
}

export const unlockUser = (user: User): Promise<unknown> =>
  answerOf(api.POST(`${USERS}/{userId}/unlock`, ofUser(user)));

export const replaceRoles = (subjectId: string, grants: RoleDivision[]): Promise<unknown> =>
  answerOf(
    api.POST('/api/v2/authorization/subjects/{subjectId}/bulkreplace', {
      params: { path: { subjectId }, query: {} },
      body: { grants },
    }),
  );

export type ClientValues = { name: string; description: string; roleDivisions: RoleDivision[] };

/** @returns with the secret, which is not shown again */
export const createClient = (values: ClientValues): Promise<OAuthClient> =>
  answerOf(api.POST(CLIENTS, { body: { ...values, authorizedGrantType: GRANT_TYPE } }));

export const changeClient = (
  { id, name }: OAuthClient,
  change: Partial<ClientValues> & { state?: OAuthClient['state'] },
): Promise<OAuthClient> =>
  answerOf(
    api.PUT(`${CLIENTS}/{clientId}`, {
      ...ofClient({ id }),
      body: { name, authorizedGrantType: GRANT_TYPE, ...change },
    }),
  );

export const deleteClient = (client: OAuthClient): Promise<unknown> =>
  answerOf(api.DELETE(`${CLIENTS}/{clientId}`, ofClient(client)));

/** @returns with the new secret, which is not shown again */
export const renewSecret = (client: OAuthClient): Promise<OAuthClient> =>
  answerOf(api.POST(`${CLIENTS}/{clientId}/secret`, ofClient(client)));

export type RoleValues = { name: string; description: string; permissionPolicies: PermissionPolicy[] };

/** @param present the role that is changed; null: a new one */
export const saveRole = (values: RoleValues, present: Role | null): Promise<Role> =>
  present
    ? answerOf(api.PUT(`${ROLES}/{roleId}`, { ...ofRole(present), body: values }))
    : answerOf(api.POST(ROLES, { body: values }));

export const deleteRole = (role: Role): Promise<unknown> =>
  answerOf(api.DELETE(`${ROLES}/{roleId}`, ofRole(role)));
