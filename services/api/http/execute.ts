/**
 * The one way of a change: the route publishes a command and waits for its outcome (invariant 9). With the header Idempotency-Key the
 * command's id follows from caller and key, so that the same call a second time has one effect and one answer.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { CampaignCommand, CommandOrigin } from '../../../schemas/types.ts';
import { NoOutcome, type CommandClient } from '../../commands/command-client.ts';
import { findOutcome } from '../../commands/execution/decide-once.ts';
import type { Principal } from '../../access/principal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { isLostInfrastructure } from '../../platform/kafka/handling/lost-infrastructure.ts';
import { ApiError, apiError, refusal, RETRY_LATER } from './api-error.ts';
import { callerOf } from './api-server.ts';

/** The official client gives up after 16 s (contract, section 8). */
const WAIT_MS = 14_000;
const MAX_KEY = 255;

export type Outcome = Awaited<ReturnType<CommandClient['send']>>;

/** Who asks for a change, through which door. */
export type Issuer = {
  readonly principal: Principal;
  readonly door: 'API' | 'CONSOLE';
  readonly address: string;
};

/** @param principal of whoever the request acts for, when it has no caller of its own */
export const issuerOf = (
  request: FastifyRequest,
  principal: Principal = callerOf(request).principal,
): Issuer => ({
  principal,
  // programs have tokens, the console has a session
  door: principal.kind === 'user' && request.headers.authorization === undefined ? 'CONSOLE' : 'API',
  address: request.ip,
});

export type Execute = {
  /** Id for a thing that the request makes: the same for the same Idempotency-Key. */
  newId(request: FastifyRequest): string;
  /** Whether the request's command was decided already: a repeat under the same Idempotency-Key. */
  isRepeat(request: FastifyRequest): Promise<boolean>;
  isDecided(commandId: string): Promise<boolean>;
  /** As `command`, under an id that the caller knows. */
  send(issuer: Issuer, commandId: string, subjectId: string, body: CampaignCommand['body']): Promise<Outcome>;
  /**
   * @param part distinguishes several commands of one request
   * @throws ApiError with every fault of a refusal; 504 with the command's id when nobody decided in time
   */
  command(
    request: FastifyRequest,
    subjectId: string,
    body: CampaignCommand['body'],
    part?: string,
  ): Promise<Outcome>;
};

export function createExecute(client: CommandClient, database: Database): Execute {
  return {
    newId: (request) => uuidOf(`${commandIdOf(request, '')}:subject`),
    isRepeat: (request) => isDecided(commandIdOf(request, '')),
    isDecided,
    send,
    command: (request, subjectId, body, part = '') =>
      send(issuerOf(request), commandIdOf(request, part), subjectId, body),
  };
  async function isDecided(commandId: string): Promise<boolean> {
    return (await findOutcome(database, commandId)) !== null;
  }
  async function send(
    { principal, door, address }: Issuer,
    commandId: string,
    subjectId: string,
    body: CampaignCommand['body'],
  ): Promise<Outcome> {
    try {
      const outcome = await client.send(subjectId, body, {
        commandId,
        waitMs: WAIT_MS,
        issuedBy: `${principal.kind}:${principal.name}`,
        origin: originOf(principal, door, address),
      });
      if (!outcome.accepted) throw refusal(outcome.errors);
      return outcome;
    } catch (error) {
      if (isLostInfrastructure(error)) throw notPublished(commandId, error);
      if (!(error instanceof NoOutcome)) throw error;
      const message =
        `The command ${commandId} was published, but nobody decided it within ${WAIT_MS / 1_000} s. ` +
        'It may still be carried out; ask again with the same Idempotency-Key.';
      throw new ApiError(504, [{ code: 'request.timeout', field: null, message, limit: null }], {
        entityId: commandId,
      });
    }
  }
}

/** The broker may have taken it all the same. */
const notPublished = (commandId: string, cause: unknown): ApiError => {
  const message =
    `It is not known whether the command ${commandId} was published: the broker or the database does not answer. ` +
    'Ask again with the same Idempotency-Key.';
  const fault = { code: 'service.unavailable', field: null, message, limit: null };
  return new ApiError(503, [fault], { headers: RETRY_LATER, entityId: commandId, cause });
};
const originOf = ({ kind, id, name }: Principal, door: Issuer['door'], address: string): CommandOrigin => ({
  door,
  kind,
  id,
  name,
  address,
});

const withoutKey = new WeakMap<FastifyRequest, string>();

function commandIdOf(request: FastifyRequest, part: string): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    const id = withoutKey.get(request) ?? randomUUID();
    withoutKey.set(request, id);
    return part === '' ? id : uuidOf(`${id}:${part}`);
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw apiError(
      400,
      'invalid.value',
      `The header Idempotency-Key must have 1 to ${MAX_KEY} printable ASCII characters without blanks.`,
      'Idempotency-Key',
    );
  const { kind, id } = callerOf(request).principal;
  return uuidOf(
    JSON.stringify([kind, id, request.method, request.routeOptions.url, request.params, key, part]),
  );
}

/** A UUID (version 8, RFC 9562) that follows from a text. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
