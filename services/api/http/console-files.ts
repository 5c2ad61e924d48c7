/**
 * The web console at `/`: its built files, and its page for every address that a browser asks for and no
 * route answers.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

// The page may load what we serve and nothing else: no inline script; style elements only with the nonce of
// the answer.

/** Stands for the nonce in the built page (services/console/vite.config.mjs). */
const NONCE = '{{nonce}}';
/** Addresses of the API and of what stands beside it; the console has none of them. */
const NOT_PAGES = /^\/(api|oauth|uploads|docs|assets|\.well-known|live|ready|metrics)(\/|$)/;

/** @param isSecure reached by HTTPS only */
export async function serveConsole(
  server: FastifyInstance,
  { directory, isSecure }: { directory: string; isSecure: boolean },
): Promise<void> {
  const folder = resolve(directory);
  await server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    // names hold a hash of the content
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    index: false,
    setHeaders: (reply) => void reply.setHeader('x-content-type-options', 'nosniff'),
  });
  server.get('/*', async (request, reply) => {
    if (!isPage(request)) return reply.callNotFound();
    const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
    if (page === null) return notBuilt(reply);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers(pageHeaders(nonce, isSecure))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE, nonce));
  });
}

/** A browser that opens an address says that it takes HTML. */
function isPage({ url, headers }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return !NOT_PAGES.test(path) && (path === '/' || (headers.accept ?? '').includes('text/html'));
}

const pageHeaders = (nonce: string, isSecure: boolean): Record<string, string> => ({
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(isSecure ? ['upgrade-insecure-requests'] : []),
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  ...(isSecure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
});

const notBuilt = (reply: FastifyReply): FastifyReply =>
  reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send('The console is not built here: npm run build makes it. The API is described at /docs/.\n');
