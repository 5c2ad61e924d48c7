/** Requests that no client means: each as its bytes. None of them is one that an honest caller would want an answer 2xx to. */
import fc from 'fast-check';

export type GarbageRequest = { bytes: Buffer; isHead: boolean };

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'HEAD',
  'PROPFIND',
  'get',
  'NONSENSE',
];

const target = (path: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(path),
    fc.constantFrom(
      '/',
      '*',
      '//',
      '/..',
      '/%',
      '/%zz',
      '/%00',
      '/%c0%ae%c0%ae/',
      '/../../etc/passwd',
      '/a b',
      '/\u00e9',
    ),
    fc.constantFrom(
      'http://elsewhere.example/',
      '/__proto__',
      '/constructor',
      `/${'x'.repeat(9_000)}`,
      '',
      'live',
    ),
    fc
      .constantFrom(
        '?%',
        '?&&==&',
        '?__proto__[a]=1',
        '?hub.mode=subscribe&hub.mode=x',
        `?${'a=1&'.repeat(3_000)}`,
      )
      .map((query) => path + query),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => `/${text}`),
  );

const header = fc.oneof(
  fc.constantFrom(
    'Content-Type: text/html',
    'Content-Type: application/json; charset=nonsense',
    'Content-Type: multipart/form-data',
    'Content-Type: ;;;',
    'Content-Type:',
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: ten',
    'Content-Length: 99999999999999999999',
    'Content-Length: 5\r\nContent-Length: 6',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Content-Encoding: gzip',
    'Expect: 100-continue',
    'Expect: the impossible',
    'Upgrade: websocket\r\nConnection: upgrade',
    'Upgrade: h2c\r\nConnection: upgrade',
    'X-Received-At: soon',
    'X-Received-At: -5',
    'X-Hub-Signature-256: sha256=',
    `X-Hub-Signature-256: sha256=${'0'.repeat(64)}`,
    `X-Hub-Signature-256: ${'sha256='.repeat(200)}`,
    'Authorization: Bearer \u00ff',
    'Range: bytes=5-1',
    'No colon at all',
    ' starts: with a space',
    'Bad\0Name: 1',
    'NUL: a\0b',
    `Large: ${'x'.repeat(20_000)}`,
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }).map((text) => `X-Odd: ${text}`),
  fc.constant(Array.from({ length: 1_500 }, (_, n) => `X-${n}: 1`).join('\r\n')),
);

const body = fc.oneof(
  fc.constant(''),
  fc.constantFrom(
    '{',
    '[[[',
    '{"__proto__":{"a":1}}',
    'null',
    '5\r\nhello\r\n0\r\n\r\n',
    'zz\r\nhello\r\n',
    '-5\r\n',
    'x=1&y',
  ),
  fc.constantFrom('['.repeat(50_000), `"${'x'.repeat(100_000)}"`),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

/** @param path one that exists */
export const garbageRequest = (path: string): fc.Arbitrary<GarbageRequest> =>
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ minLength: 1, maxLength: 300 })
        .map((bytes) => ({ bytes: Buffer.from(bytes), isHead: false })),
    },
    {
      weight: 6,
      arbitrary: fc
        .record({
          method: fc.constantFrom(...methods),
          target: target(path),
          version: fc.oneof(
            { weight: 9, arbitrary: fc.constant('HTTP/1.1') },
            fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', ''),
          ),
          host: fc.oneof(
            { weight: 9, arbitrary: fc.constant(['Host: here']) },
            fc.constantFrom([], ['Host: a', 'Host: b']),
          ),
          headers: fc.array(header, { maxLength: 3 }),
          body,
        })
        .map(({ method, target: at, version, host, headers, body: content }) => ({
          isHead: method === 'HEAD',
          bytes: Buffer.from(
            `${method} ${at} ${version}\r\n${[...host, ...headers].join('\r\n')}\r\n\r\n${content}`,
            'latin1',
          ),
        })),
    },
  );
