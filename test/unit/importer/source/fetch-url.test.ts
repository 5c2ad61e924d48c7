/** Fetching against a real HTTP server on this machine, which stands for a public host or an internal one as the test has it resolved. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allowedUrl, type AllowedUrls } from '../../../../services/importer/source/allowed-url.ts';
import type { Resolve } from '../../../../services/platform/http/checked-agent.ts';
import { UnusableFile } from '../../../../services/importer/csv/csv-row.ts';
import { FetchTrouble, fetchUrl } from '../../../../services/importer/source/fetch-url.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let port: number;
let answer: Answer;
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => response.end('Name,Phone\n');
});

const origin = () => `http://127.0.0.1:${port}`;
const allowed = (more: Partial<AllowedUrls> = {}): AllowedUrls => ({
  origins: [],
  internalOrigins: [origin()],
  maxBytes: 1_000,
  timeoutMs: 10_000,
  ...more,
});
/** Names resolve to this machine. */
const toHere: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

/** The content, or the code (or class) of what was thrown and its text. */
async function outcomeOf(
  url: string,
  urls = allowed(),
  resolve?: Resolve,
  signal = new AbortController().signal,
) {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await fetchUrl(url, urls, signal, resolve)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof UnusableFile) return `${error.code}: ${error.message}`;
    if (error instanceof FetchTrouble) return `trouble: ${error.message}`;
    throw error;
  }
}

describe('which URLs may be fetched', () => {
  const urls = { origins: ['https://files.example.com'], internalOrigins: ['http://10.0.0.1:8080'] };
  const check = (text: string) => {
    try {
      return allowedUrl(text, { ...urls, maxBytes: 0, timeoutMs: 0 }).href;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each([
    'https://files.example.com/a.csv?x=1',
    'https://FILES.example.com:443/a.csv',
    'http://10.0.0.1:8080/',
    'http://0xa.1:8080/', // another way to write it
  ])('%s may', (text) =>
    expect(check(text)).toMatch(/^https?:\/\/(?:files\.example\.com|10\.0\.0\.1:8080)\//),
  );

  test.each([
    ['http://files.example.com/a.csv', /from http:\/\/files\.example\.com: it is not allowed/],
    ['https://files.example.com:8443/a.csv', /it is not allowed/],
    ['https://files.example.com.evil.org/', /it is not allowed/],
    ['https://evil.org/?https://files.example.com', /it is not allowed/],
    ['https://files.example.com@evil.org/', /user name or password/],
    ['https://user:secret@files.example.com/', /user name or password/],
    ['file:///etc/passwd', /starts with "file:"/],
    ['ftp://files.example.com/a.csv', /starts with "ftp:"/],
    ['javascript:alert(1)', /starts with "javascript:"/],
    ['//files.example.com/a.csv', /it is not a URL/],
    ['', /it is not a URL/],
    [`https://files.example.com/${'a'.repeat(2_100)}`, /more than 2048 characters/],
  ])('%s may not', (text, message) => expect(check(text)).toMatch(message));
});

describe('what is fetched', () => {
  test('is the content, in plain bytes', async () => {
    let encoding: unknown;
    answer = ({ headers }, response) => {
      encoding = headers['accept-encoding'];
      response.write('Name,');
      response.end('Phone\n');
    };
    expect(await outcomeOf(`${origin()}/a.csv`)).toBe('Name,Phone\n');
    expect(encoding).toBe('identity');
  });

  test('redirects are followed, each checked like the first URL', async () => {
    answer = ({ url }, response) =>
      url === '/a' ? response.writeHead(302, { location: '/b?key=1' }).end() : response.end('here');
    expect(await outcomeOf(`${origin()}/a`)).toBe('here');
    expect(asked.map((line) => line.split(' ')[1])).toEqual(['/a', '/b?key=1']);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data/', /from http:\/\/169\.254\.169\.254: it is not allowed/],
    ['file:///etc/passwd', /starts with "file:"/],
    ['https://evil.org/a.csv', /it is not allowed/],
  ])('a redirect to %s is not followed', async (location, message) => {
    answer = (_, response) => response.writeHead(301, { location }).end();
    expect(await outcomeOf(`${origin()}/a`)).toMatch(message);
    expect(asked).toHaveLength(1);
  });

  test('redirects without end are given up', async () => {
    answer = (_, response) => response.writeHead(307, { location: '/again' }).end();
    expect(await outcomeOf(`${origin()}/a`)).toMatch(/^IMPORT_SOURCE_UNREACHABLE.*more than 5 times/);
    expect(asked).toHaveLength(6);
  });

  test.each([
    [404, /^IMPORT_SOURCE_UNREACHABLE.*\/a\.csv cannot be imported: it answers with status 404$/],
    [403, /^IMPORT_SOURCE_UNREACHABLE/],
    [204, /^IMPORT_SOURCE_UNREACHABLE/],
    [304, /^IMPORT_SOURCE_UNREACHABLE/],
    [500, /^trouble: .*status 500/],
    [503, /^trouble/],
    [429, /^trouble/],
  ])('status %d', async (status, expected) => {
    answer = (_, response) => response.writeHead(status).end();
    const outcome = await outcomeOf(`${origin()}/a.csv?signature=secret`);
    expect(outcome).toMatch(expected);
    expect(outcome).not.toContain('secret');
  });

  test('more bytes than allowed are refused, announced or not', async () => {
    answer = (_, response) => response.end('x'.repeat(1_001));
    expect(await outcomeOf(origin())).toMatch(/^IMPORT_SOURCE_TOO_LARGE.*more than 1000 bytes/);
    answer = (_, response) => {
      response.flushHeaders();
      for (let part = 0; part < 20; part += 1) response.write('x'.repeat(100));
      response.end();
    };
    expect(await outcomeOf(origin())).toMatch(/^IMPORT_SOURCE_TOO_LARGE/);
    answer = (_, response) => response.end('x'.repeat(1_000));
    expect(await outcomeOf(origin())).toHaveLength(1_000);
  });

  test('encoded content is refused', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect(await outcomeOf(origin())).toMatch(/its content is encoded \(gzip\)/);
  });

  test('a connection that breaks off in the middle is trouble, not the end of the file', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('x'.repeat(100), () => response.destroy());
    };
    expect(await outcomeOf(origin())).toMatch(/^trouble: .* cannot be read/);
  });

  test('nobody there is trouble', async () => {
    const urls = allowed({ internalOrigins: ['http://127.0.0.1:1'] });
    expect(await outcomeOf('http://127.0.0.1:1/a.csv', urls)).toMatch(/^trouble: .*ECONNREFUSED/);
  });

  test('stopping ends it with the reason given', async () => {
    const stop = new AbortController();
    answer = (_, response) => {
      response.write('Name');
      stop.abort(new Error('stopped'));
    };
    await expect(outcomeOf(origin(), allowed(), undefined, stop.signal)).rejects.toThrow('stopped');
  });
});

describe('internal hosts', () => {
  const listed = (url: string): AllowedUrls =>
    allowed({ origins: [new URL(url).origin], internalOrigins: [] });
  const refused = /^IMPORT_SOURCE_NOT_ALLOWED: the host .* is internal/;

  test.each([
    ['127.0.0.1', ''],
    ['2130706433', ''],
    ['0x7f000001', ''],
    ['[::1]', ''],
    ['[::ffff:127.0.0.1]', ''],
    ['169.254.169.254', ''],
    ['localhost', ''],
  ])('%s is refused although its origin is listed, and not asked', async (host) => {
    const url = `http://${host}:${port}/a.csv`;
    expect(await outcomeOf(url, listed(url))).toMatch(refused);
    expect(asked).toEqual([]);
  });

  test('a name that leads to an internal address is refused, also when others of its addresses are public', async () => {
    const url = `http://files.example.com:${port}/a.csv`;
    expect(await outcomeOf(url, listed(url), toHere)).toMatch(refused);
    const both: Resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '::1', family: 6 },
    ];
    expect(await outcomeOf(url, listed(url), both)).toMatch(refused);
    expect(asked).toEqual([]);
  });

  test('where they are allowed, the connection goes to the address that was checked', async () => {
    const url = `http://files.example.com:${port}/a.csv`;
    let lookups = 0;
    const once: Resolve = async (host) => {
      lookups += 1;
      return toHere(host);
    };
    expect(await outcomeOf(url, allowed({ internalOrigins: [new URL(url).origin] }), once)).toBe(
      'Name,Phone\n',
    );
    expect([asked, lookups]).toEqual([[`files.example.com:${port} /a.csv`], 1]);
  });

  test('a redirect from an internal host to a listed public one that resolves internally is refused', async () => {
    const target = `http://files.example.com:${port}`;
    answer = (_, response) => response.writeHead(302, { location: `${target}/b` }).end();
    expect(await outcomeOf(`${origin()}/a`, allowed({ origins: [target] }), toHere)).toMatch(refused);
    expect(asked).toHaveLength(1);
  });

  test('a name without an address is trouble', async () => {
    const url = `http://files.example.com:${port}/a.csv`;
    expect(await outcomeOf(url, listed(url), async () => [])).toMatch(/^trouble: .*has no address/);
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await outcomeOf(url, listed(url), unknown)).toMatch(/^trouble: .*ENOTFOUND/);
  });
});
