/** OpenAPI 3.1 made from the schemas of the routes, served as JSON and as pages. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Access } from '../access/access.ts';
import type { ApiServer } from './api-server.ts';

/** Before the routes are added. */
export async function documentApi(
  server: FastifyInstance,
  publicUrl: string,
  version: string,
): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'WhatsApp campaigns',
        version,
        description:
          'Follows the outbound messaging part of the Genesys Cloud Platform API. `x-permissions` names what a call needs; ' +
          'every permission is held within divisions.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          client: {
            type: 'oauth2',
            flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth/token`, scopes: {} } },
          },
          session: { type: 'apiKey', in: 'cookie', name: 'wac_session' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const access = (route.config as { access?: Access } | undefined)?.access;
      const security = access === undefined || access === 'public' ? [] : [{ client: [] }, { session: [] }];
      return {
        schema: {
          ...schema,
          security,
          ...(typeof access === 'object' ? { 'x-permissions': access } : {}),
        },
        url,
      };
    },
  });
  await server.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** `GET /api/v2/openapi.json` */
export function addOpenApiRoute(server: ApiServer): void {
  server.get(
    '/api/v2/openapi.json',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Documentation'],
        summary: 'This API as OpenAPI 3.1',
        response: { 200: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async () => server.swagger() as unknown as Record<string, unknown>,
  );
}
