import fc from 'fast-check';
import { guardFormula, unguardFormula } from '../../../../services/domain/contact/formula-guard.ts';

test.each([
  '=SUM(A1)',
  '+1 317 555 1000',
  '-3',
  '@x',
  '\tx',
  '\rx',
  '\nx',
  '\0x',
  ' =1',
  '\u200b=1',
  '\ufeff@x',
  '\u00a0-1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
])('%j would be run: it gets an apostrophe', (cell) => expect(guardFormula(cell)).toBe(`'${cell}`));

test.each(['', 'Ann', "O'Neil", "'quoted'", '317-555-1000', ' x', '1=1', 'a;b', 'a; b=1', 'a\nb'])(
  '%j stays as it is',
  (cell) => {
    expect(guardFormula(cell)).toBe(cell);
    expect(unguardFormula(cell)).toBe(cell);
  },
);

test('what a program with another separator would take for a cell is guarded too', () => {
  expect(guardFormula('x;=HYPERLINK("http://a.b")')).toBe('x;\'=HYPERLINK("http://a.b")');
  expect(guardFormula('\n=1')).toBe("'\n'=1");
  expect(guardFormula('x\n =1\ty;@z')).toBe("x\n' =1\ty;'@z");
});

test('what was guarded is found again, and no spreadsheet runs it', () => {
  const cells = fc.string({ unit: fc.constantFrom(...`'=+-@\t\r\n;\u200b＝a1 `), maxLength: 6 });
  fc.assert(
    fc.property(cells, (cell) => {
      expect(unguardFormula(guardFormula(cell))).toBe(cell);
      expect(guardFormula(cell)).not.toMatch(/^[=+\-@\t\r\n＝]|(?:^|[;\t\r\n])[\s\u200b]*[=+\-@＝]/);
    }),
  );
});
