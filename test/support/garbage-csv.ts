/** CSV files that nobody means, and lines of garbage to stand between good ones. */
import fc from 'fast-check';

const bytesOf = (text: string): Buffer => Buffer.from(text);

/** Pieces of which no line end is one: in any order they are cells, too many or too few of them, broken quotes, other encodings. */
const piece = (quotes: boolean): fc.Arbitrary<Buffer> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(',', ',', ';', '\t', ' ', 'x', '1', '漢', '👩‍👩‍👧', '\ufeff', '\u2028')
        .map(bytesOf),
    },
    fc.constantFrom('=cmd()', "'=1+1", 'x'.repeat(600), ','.repeat(2_000), '\u0001\u007f').map(bytesOf),
    fc
      .constantFrom([0xff], [0xc3], [0xe9, 0x2c], [0xf0, 0x9f], [0xed, 0xa0, 0x80])
      .map((bytes) => Buffer.from(bytes)),
    ...(quotes
      ? [{ weight: 3, arbitrary: fc.constantFrom('"', '"', '""', ',"', '",', '"x"y', '\\"').map(bytesOf) }]
      : []),
  );

/** One line without its end. */
export const garbageLine = (quotes: boolean): fc.Arbitrary<Buffer> =>
  fc.array(piece(quotes), { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

export const lineEnds = fc.constantFrom('\n', '\r\n');

/** Lines of garbage (null: a good one is to stand there), each with its own line end. */
export const garbageLines = (quotes: boolean): fc.Arbitrary<Array<{ garbage: Buffer | null; end: string }>> =>
  fc.array(fc.record({ garbage: fc.option(garbageLine(quotes)), end: lineEnds }), {
    minLength: 1,
    maxLength: 25,
  });

/** Files as a whole: any bytes, starts of other formats, headers that cannot be, one of which the rest is torn off. */
export const garbageFile: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom(
        '',
        '\ufeff',
        '\ufeff\ufeff',
        'sep=;\n',
        'sep=;',
        '\n\n',
        '"',
        'Name,Phone\n',
        'Name,Phone\r',
        'Name,Phone\r\n',
      ),
      fc.array(fc.oneof(garbageLine(true), fc.constantFrom('\n', '\r', '\r\n', '\0').map(bytesOf)), {
        maxLength: 20,
      }),
    )
    .map(([start, rest]) => Buffer.concat([bytesOf(start), ...rest])),
  fc
    .constantFrom<BufferEncoding>('utf16le', 'latin1')
    .map((encoding) => Buffer.from('Zoë,Phone\nAnn,1\n', encoding)),
  fc
    .constantFrom([0x1f, 0x8b, 8, 0, 0], [0xff, 0xfe, 0x41], [0xef, 0xbb], [0])
    .map((bytes) => Buffer.from(bytes)),
);

/** Large ones, each hostile in its own way. */
export const largeGarbageFiles: readonly Buffer[] = [
  Array.from({ length: 5_000 }, (_, n) => `c${n}`).join(','),
  `${'Name,'.repeat(30)}Phone\n1,2`,
  'Name,Name\n1,2\n',
  `"${'x'.repeat(300_000)}`,
  `Name,Phone\n"${'x\n'.repeat(140_000)}`,
  `Name,Phone\n${'"x\n'.repeat(20_000)}`,
  `Name,Phone\n${'x,'.repeat(100_000)}\nAnn,1`,
  'PK\u0003\u0004Name,Phone\nAnn,1',
  '%PDF-1.4\nName,Phone\nAnn,1',
  '<!doctype html><table>',
].map(bytesOf);
