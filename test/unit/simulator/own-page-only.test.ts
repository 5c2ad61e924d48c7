import { strangerFault } from '../../../services/simulator/http/own-page-only.ts';

test('programs and our own page may call, under any address or name of this network', () => {
  for (const host of [
    '127.0.0.1:8090',
    'localhost:8090',
    '[::1]:8090',
    '10.0.0.7:8090',
    'simulator:8090',
    'sim.localhost',
  ])
    for (const origin of [undefined, `http://${host}`])
      expect([host, strangerFault(host, origin)]).toEqual([host, null]);
});

test('a foreign name that resolves to us is refused', () => {
  for (const host of [
    'evil.example.com:8090',
    '127.0.0.1.example.com',
    'localhost.example.com',
    'evil.example.com.:8090',
  ])
    expect(strangerFault(host, `http://${host}`)).toMatch(/^Host: /);
  for (const host of [undefined, '', 'a b']) expect(strangerFault(host, undefined)).toMatch(/^Host: /);
});

test('a call from the page of somebody else is refused', () => {
  for (const origin of ['https://example.com', 'http://127.0.0.1:3000', 'http://localhost:8090', 'null', ''])
    expect([origin, strangerFault('127.0.0.1:8090', origin)]).toEqual([
      origin,
      expect.stringMatching(/^Origin: /),
    ]);
});
