import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readMediaLink, readUrlSuffix } from '../../../../services/domain/template/read-link.ts';

const suffix = (text: string): string => {
  const reading = readUrlSuffix(text);
  return 'link' in reading ? reading.link : `refused: ${reading.holds.split(/[;,]| which/, 1)[0] ?? ''}`;
};

test('suffixes that people bring are encoded, or refused with the reason', () => {
  const rows = parse<Record<string, string>>(readFileSync('test/fixtures/links/suffixes.csv'), {
    columns: true,
  });
  expect(Object.fromEntries(rows.map(({ name = '', suffix: cell = '' }) => [name, suffix(cell)]))).toEqual({
    space: 'a%20b',
    lf: 'refused: a line break or an invisible character',
    umlaut: 'f%C3%BCr',
    dots: 'refused: a part "." or ".."',
    whole: 'refused: a whole address',
    query: '1?utm=a&b=c',
    hash: '#x',
    tab: 'refused: a line break or an invisible character',
    zw: 'refused: a line break or an invisible character',
  });
});

test.each([
  ['100%', '100%25'],
  ['a%20b', 'a%20b'],
  ['o"1<2>', 'o%221%3C2%3E'],
  ['日本', '%E6%97%A5%E6%9C%AC'],
  // the Kelvin sign and the long s
  ['\u212a\u017f', '%E2%84%AA%C5%BF'],
  ['a/b.c/..d', 'a/b.c/..d'],
  ['?next=../x', '?next=../x'],
  ['order:12', 'order:12'],
])('%j is sent as %j', (text, sent) => expect(suffix(text)).toBe(sent));

test.each([
  '//evil.example',
  'HTTP://a.b',
  'javascript:alert(1)',
  'www.example.com/x',
  'mailto:a@b.c',
  '\\\\a\\b',
])('%j is a whole address', (text) => expect(suffix(text)).toBe('refused: a whole address'));

test.each(['..', 'a/../b', './x', '%2e%2e/x', 'a/..?b', 'a\\..\\b'])('%j leads out of the address', (text) =>
  expect(suffix(text)).toBe('refused: a part "." or ".."'),
);

test('whatever is sent is an address that stays below the button’s own', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webPath(), fc.string()), (text) => {
      const reading = readUrlSuffix(text);
      if (!('link' in reading)) return;
      expect(reading.link).toMatch(/^[\x21-\x7e]*$/);
      const url = new URL(`https://shop.example/o/${reading.link}`);
      expect([url.host, url.pathname.startsWith('/o/')]).toEqual(['shop.example', true]);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['https://example.com/a.png', 'https://example.com/a.png'],
  ['https://example.com/a b.png', 'https://example.com/a%20b.png'],
  ['https://example.com/für.png', 'https://example.com/f%C3%BCr.png'],
  ['https://example.com/a.png?x=1#y', 'https://example.com/a.png?x=1#y'],
  ['https://example.com/a\nb.png', null],
  ['https://example.com/a.png https://example.com/b.png', null],
  ['https://exa mple.com/a.png', null],
  ['https://example.com/a\u200b.png', null],
  ['ftp://example.com/a', null],
])('the link %j is sent as %j', (text, sent) => expect(readMediaLink(text)).toBe(sent));
