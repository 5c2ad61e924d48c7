/** The permissions that there are, a domain at a time. */
import Type from 'typebox';
import { permissions } from '../../access/permissions.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';

const PermissionEntity = Type.Object({
  domain: Type.String(),
  entityType: Type.String(),
  action: Type.String(),
  allowsConditions: Type.Boolean(),
  divisionAware: Type.Boolean({ description: 'Held within divisions, as all of them.' }),
});
const Collection = Type.Object({
  id: Type.String(),
  name: Type.String(),
  domain: Type.String(),
  permissionMap: Type.Record(Type.String(), Type.Array(PermissionEntity)),
});

export function addPermissionRoutes(server: ApiServer): void {
  server.get(
    '/api/v2/authorization/permissions',
    {
      config: { access: { all: ['authorization:role:view'] } },
      schema: {
        tags: ['Roles'],
        summary: 'Permissions that a role can have, by domain',
        querystring: Type.Object(
          {
            ...PageQuery,
            queryType: Type.Optional(Type.String({ description: 'Not used.' })),
            query: Type.Optional(Type.String({ maxLength: 200, description: 'Contained in the name.' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(Collection), ...ErrorAnswers },
      },
    },
    (request) => {
      const { query = '' } = request.query;
      const page = pageOf(request.query);
      const found = collectionsOf(permissions.filter((name) => name.includes(query)));
      const entities = found.slice(page.skip, page.skip + page.size);
      return Promise.resolve(listingOf(request.url, page, { entities, total: found.length }));
    },
  );
}

function collectionsOf(names: readonly string[]) {
  const parts = names.map((name) => name.split(':') as [string, string, string]);
  return [...new Set(parts.map(([domain]) => domain))].map((domain) => {
    const own = parts.filter(([other]) => other === domain);
    const entities = [...new Set(own.map(([, entityType]) => entityType))];
    const ofEntity = (entityType: string) =>
      own
        .filter(([, other]) => other === entityType)
        .map(([, , action]) => ({
          ...{ domain, entityType, action, allowsConditions: false, divisionAware: true },
        }));
    return {
      ...{ id: domain, name: domain, domain },
      permissionMap: Object.fromEntries(entities.map((entityType) => [entityType, ofEntity(entityType)])),
    };
  });
}
