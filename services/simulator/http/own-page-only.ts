/**
 * Web pages that are open in a browser on this machine must not steer the simulator: Host must be an address
 * or a name of this network (a foreign name that resolves to us has dots), and a call from a page must come
 * from our own page.
 */
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';

export function ownPageOnly(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const fault = strangerFault(request.headers.host, request.headers.origin);
    if (fault !== null) return reply.code(403).send({ faults: [fault] });
  });
}

/** @returns the fault of the two headers; null when there is none */
export function strangerFault(host: string | undefined, origin: string | undefined): string | null {
  if (host === undefined || !URL.canParse(`http://${host}`))
    return 'Host: an address or name of this network is expected';
  const own = new URL(`http://${host}`);
  const name = own.hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) === 0 && name.includes('.') && !name.endsWith('.localhost'))
    return `Host: ${name} is not an address or name of this network`;
  if (origin === undefined) return null;
  return URL.canParse(origin) && new URL(origin).host === own.host
    ? null
    : 'Origin: calls from pages of others are not taken';
}
