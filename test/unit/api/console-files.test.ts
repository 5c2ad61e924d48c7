/** The console's page and files as a browser gets them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { serveConsole } from '../../../services/api/http/console-files.ts';

let server: FastifyInstance;
let directory: string;
const html = { accept: 'text/html,*/*' };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(
    join(directory, 'index.html'),
    '<meta nonce="{{nonce}}"><script type="module" src="/assets/a-1.js" nonce="{{nonce}}"></script>',
  );
  writeFileSync(join(directory, 'assets', 'a-1.js'), 'void 0;');
  writeFileSync(join(directory, 'assets', 'a-1.js.br'), 'compressed');
  server = Fastify();
  await server.register((scope) => serveConsole(scope, { directory, isSecure: false }));
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

test('every address that a browser opens is the page, with a nonce of its own that the policy allows', async () => {
  const nonces = [];
  for (const url of ['/', '/campaigns/1?q=x']) {
    const { statusCode, headers, body } = await server.inject({ url, headers: html });
    expect([url, statusCode, headers['content-type']]).toEqual([url, 200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(body).toBe(
      `<meta nonce="${nonce}"><script type="module" src="/assets/a-1.js" nonce="${nonce}"></script>`,
    );
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    nonces.push(nonce);
  }
  expect(new Set(nonces).size).toBe(2);
});

test.each(['/api/v2/nothing', '/oauth/nothing', '/docs/nothing', '/metrics/nothing', '/assets/nothing.js'])(
  '%s is not the page',
  async (url) => {
    expect((await server.inject({ url, headers: html })).statusCode).toBe(404);
  },
);

test('a program that asks for JSON does not get the page', async () => {
  const { statusCode } = await server.inject({ url: '/campaigns', headers: { accept: 'application/json' } });
  expect(statusCode).toBe(404);
});

test('files are kept by browsers for ever, and come compressed to those that can', async () => {
  const plain = await server.inject({ url: '/assets/a-1.js' });
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(plain.body).toBe('void 0;');
  const small = await server.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': 'br' } });
  expect([small.headers['content-encoding'], small.body]).toEqual(['br', 'compressed']);
});

test('no address leads out of the folder', async () => {
  for (const url of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2findex.html'])
    expect((await server.inject({ url })).body).not.toContain('script');
});

test('what is not built says so', async () => {
  const other = Fastify();
  await other.register((scope) =>
    serveConsole(scope, { directory: join(directory, 'nowhere'), isSecure: true }),
  );
  const { statusCode, body } = await other.inject({ url: '/', headers: html });
  expect([statusCode, body]).toEqual([503, expect.stringContaining('npm run build')]);
  await other.close();
});
