/** Who changes something by a request, and from where: for the audit. */
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../access/audit-access.ts';
import { issuerOf } from '../http/execute.ts';

export function actorOf(request: FastifyRequest): Actor {
  const { principal, door, address } = issuerOf(request);
  const { kind, id, name } = principal;
  return { who: { kind, id, name }, from: { door, address } };
}
