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
    transformObject: (document) => {
      if ('openapiObject' in document) mayBeLeftOut(document.openapiObject);
      return 'openapiObject' in document ? document.openapiObject : document.swaggerObject;
    },
  });
  await server.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

type Described = { schema?: unknown };
type Operation = {
  parameters?: Array<{ required?: boolean } & Described>;
  requestBody?: { required?: boolean; content?: Record<string, Described> };
};

/** Options with a default, and bodies that may be null or need no field, need not be sent. */
function mayBeLeftOut({ paths = {} }: { paths?: object }): void {
  for (const path of Object.values(paths) as Array<Record<string, Operation>>)
    for (const { parameters = [], requestBody } of Object.values(path)) {
      for (const parameter of parameters) if (has(parameter.schema, 'default')) parameter.required = false;
      const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
      if (requestBody && bodies.length > 0 && bodies.every(isOptional)) requestBody.required = false;
      bodies.forEach(requireNoDefaults);
    }
}

const has = (schema: unknown, name: string): boolean =>
  typeof schema === 'object' && schema !== null && name in schema;

/** In the schema itself and below: what has a default need not be sent. */
function requireNoDefaults(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties, required } = schema as { properties?: Record<string, unknown>; required?: string[] };
  if (properties && required) {
    const left = required.filter((name) => !has(properties[name], 'default'));
    if (left.length > 0) (schema as { required?: string[] }).required = left;
    else delete (schema as { required?: string[] }).required;
  }
  for (const below of Object.values(schema)) requireNoDefaults(below);
}

function isOptional(schema: unknown): boolean {
  const { type, required } = schema as { type?: unknown; required?: readonly string[] };
  return [type].flat().includes('null') || (type === 'object' && (required ?? []).length === 0);
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
