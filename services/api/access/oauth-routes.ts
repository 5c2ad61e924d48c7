/** OAuth 2 for programs: client credentials in, an access token out (RFC 6749, section 4.4), and its end (RFC 7009). */
import Type from 'typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { auditRefusedToken } from '../../access/programs.ts';
import { secretFits } from '../../access/secrets.ts';
import type { SigningKeys } from '../../access/signing-keys.ts';
import { findClient, revokeToken } from '../../access/store.ts';
import type { Tokens } from '../../access/tokens.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';

const TokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer({ description: 'Seconds.' }),
});
/** RFC 6749, section 5.2. */
const TokenRefusal = Type.Object({ error: Type.String(), error_description: Type.String() });
const Form = Type.Object({
  grant_type: Type.Optional(Type.String()),
  client_id: Type.Optional(Type.String()),
  client_secret: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
});

/** Nobody has it; compared with so that an unknown client takes as long as a wrong secret. */
const NOBODY = { secretHash: 'A'.repeat(43), active: false };

/** What is wrong with the form itself, in the words of the same section. Everything else is answered as elsewhere. */
function refuseForm(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.validation === undefined) throw error;
  const description = error.validation.map(
    ({ instancePath, message }) => `${instancePath.slice(1) || 'The form'} ${message}.`,
  );
  return reply.code(400).send({ error: 'invalid_request', error_description: description.join(' ') });
}

/** A request without a body has an empty form. */
const orEmptyForm = async (request: FastifyRequest): Promise<void> => {
  request.body ??= {};
};
const ofForm = { preValidation: orEmptyForm, errorHandler: refuseForm };

export function addOAuthRoutes(
  server: ApiServer,
  parts: { database: Database; tokens: Tokens; keys: SigningKeys; publicUrl: string },
): void {
  addToken(server, parts);
  addRevoke(server, parts);
  addKeys(server, parts);
  addMetadata(server, parts);
}

function addToken(
  server: ApiServer,
  { database, tokens }: { database: Database; tokens: Tokens; keys: SigningKeys; publicUrl: string },
): void {
  server.post(
    '/oauth/token',
    {
      ...ofForm,
      config: { access: 'public' },
      schema: {
        tags: ['OAuth'],
        summary: 'An access token for a client',
        consumes: ['application/x-www-form-urlencoded'],
        body: Form,
        response: { 200: TokenAnswer, 400: TokenRefusal, 401: TokenRefusal, ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      if (request.body.grant_type !== 'client_credentials')
        return reply.code(400).send({
          error: request.body.grant_type === undefined ? 'invalid_request' : 'unsupported_grant_type',
          error_description: 'grant_type must be client_credentials.',
        });
      const client = await clientOf(database, request, request.body);
      if (!client)
        return reply
          .code(401)
          .header('www-authenticate', 'Basic realm="oauth"')
          .send({ error: 'invalid_client', error_description: 'Client id or secret are wrong.' });
      const { token, expiresIn } = await tokens.issue({ kind: 'client', id: client._id });
      return reply.send({ access_token: token, token_type: 'bearer', expires_in: expiresIn });
    },
  );
}

function addRevoke(
  server: ApiServer,
  { database, tokens }: { database: Database; tokens: Tokens; keys: SigningKeys; publicUrl: string },
): void {
  server.post(
    '/oauth/revoke',
    {
      ...ofForm,
      config: { access: 'public' },
      schema: {
        tags: ['OAuth'],
        summary: 'Ends an access token',
        consumes: ['application/x-www-form-urlencoded'],
        body: Type.Object({
          token: Type.String(),
          token_type_hint: Type.Optional(Type.String()),
          client_id: Type.Optional(Type.String()),
          client_secret: Type.Optional(Type.String()),
        }),
        response: { 200: Type.Null(), 400: TokenRefusal, 401: TokenRefusal, ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const client = await clientOf(database, request, request.body);
      if (!client)
        return reply
          .code(401)
          .send({ error: 'invalid_client', error_description: 'Client id or secret are wrong.' });
      const read = await tokens.read(request.body.token);
      // a token of somebody else, or none at all, is answered alike
      if (read.ok && read.subject.kind === 'client' && read.subject.id === client._id)
        await revokeToken(database, read.tokenId, read.expiresAt);
      return reply.code(200).send(null);
    },
  );
}

function addKeys(
  server: ApiServer,
  { keys }: { database: Database; tokens: Tokens; keys: SigningKeys; publicUrl: string },
): void {
  server.get(
    '/.well-known/jwks.json',
    {
      config: { access: 'public' },
      schema: {
        tags: ['OAuth'],
        summary: 'The keys that sign access tokens',
        response: { 200: Type.Object({ keys: Type.Array(Type.Object({}, { additionalProperties: true })) }) },
      },
    },
    async () => ({ keys: (await keys.published()).keys }),
  );
}

function addMetadata(
  server: ApiServer,
  { publicUrl }: { database: Database; tokens: Tokens; keys: SigningKeys; publicUrl: string },
): void {
  server.get(
    '/.well-known/oauth-authorization-server',
    {
      config: { access: 'public' },
      schema: {
        tags: ['OAuth'],
        summary: 'Where the endpoints are (RFC 8414)',
        response: { 200: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async () => ({
      issuer: publicUrl,
      token_endpoint: `${publicUrl}/oauth/token`,
      revocation_endpoint: `${publicUrl}/oauth/revoke`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      response_types_supported: [],
    }),
  );
}

/** The client that a request names, by HTTP Basic or in its form; null when id or secret are wrong. */
async function clientOf(
  database: Database,
  request: FastifyRequest,
  form: { client_id?: string; client_secret?: string },
) {
  const [id, secret] = basic(request.headers.authorization) ?? [
    form.client_id ?? '',
    form.client_secret ?? '',
  ];
  const client = await findClient(database, id);
  if (secretFits((client ?? NOBODY).secretHash, secret) && client?.active) return client;
  if (client) await auditRefusedToken(database, client, request.ip, new Date());
  return null;
}

/** RFC 6749, section 2.3.1: both halves are form-encoded; clients that do not encode are understood as long as it makes no difference. */
function basic(header: string | undefined): [string, string] | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header?.trim() ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? null : [decoded(text.slice(0, at)), decoded(text.slice(at + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
