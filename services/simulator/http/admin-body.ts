/** Bodies of the admin calls: read with every fault named, refused with 400 otherwise. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Read } from './json-reader.ts';

export type Handled = Record<string, unknown> | string[];

/** Runs `handle` on the body read by `read`; what it returns is the reply, a list of faults is a 400. */
export function withBody<T>(read: Read<T>, handle: (value: T, request: FastifyRequest) => Handled) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const faults: string[] = [];
    const value = read(parseBody(request.body, faults), '', faults);
    const result = faults.length > 0 ? faults : handle(value, request);
    return Array.isArray(result) ? reply.code(400).send({ faults: result }) : reply.send(result);
  };
}

function parseBody(body: unknown, faults: string[]): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    faults.push(`the document: expected JSON, found ${(error as Error).message}`);
    return undefined;
  }
}
