import { csvHead } from '../../../../services/console/src/lists/read-csv.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('columns, first rows, and what the columns seem to hold', () => {
  const head = csvHead(
    bytes(
      '\uFEFFName,Phone,Balance,Since,Zone\r\n"Ada, L.",+1 317 555 5501,"$1,234.50",2019-01-13,Europe/London\r\nBo,317-555-5502,80,2020-02-01,Asia/Tokyo',
    ),
    false,
  );
  expect(head).toEqual({
    columns: ['Name', 'Phone', 'Balance', 'Since', 'Zone'],
    rows: [
      ['Ada, L.', '+1 317 555 5501', '$1,234.50', '2019-01-13', 'Europe/London'],
      ['Bo', '317-555-5502', '80', '2020-02-01', 'Asia/Tokyo'],
    ],
    kinds: ['text', 'phone', 'amount', 'date', 'zone'],
  });
});

test.each([
  [';', 'a;b,c;d'],
  ['\t', 'a\tb c\td'],
])('the delimiter %j is found', (_, header) => {
  expect(csvHead(bytes(`${header}\n1${header[1]}2${header[1]}3`), false)).toMatchObject({
    rows: [['1', '2', '3']],
  });
});

test('the last row of a piece of a file may be half a row and is not shown', () => {
  expect(csvHead(bytes('a,b\n1,2\n3'), true)).toMatchObject({ rows: [['1', '2']] });
});

test.each([
  ['', 'empty'],
  ['\u0000a', 'binary'],
  ['a,,b\n', 'unnamed'],
  ['a,b,a\n', 'twice'],
  ['a,"b\n1,2', 'unreadable'],
])('%j is refused: %s', (text, fault) => {
  expect(csvHead(bytes(text), false)).toBe(fault);
});

test('UTF-16 is refused', () => {
  expect(csvHead(new Uint8Array([0xff, 0xfe, 0x61, 0x00]), false)).toBe('binary');
});

test('a few bad cells do not hide that a column holds numbers, also among the first', () => {
  const rows = Array.from({ length: 20 }, (_, at) =>
    at % 7 === 0 ? 'see file' : `+1 317 555 ${5_500 + at}`,
  );
  const head = csvHead(bytes(['Phone', ...rows].join('\n')), false);
  expect(head).toMatchObject({ kinds: ['phone'] });
  expect(typeof head === 'string' ? head : head.rows).toHaveLength(5);
});
