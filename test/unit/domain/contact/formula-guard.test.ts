import fc from 'fast-check';
import { guardFormula, unguardFormula } from '../../../../services/domain/contact/formula-guard.ts';

test.each(['=SUM(A1)', '+1 317 555 1000', '-3', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])(
  '%j would be run: it gets an apostrophe',
  (cell) => expect(guardFormula(cell)).toBe(`'${cell}`),
);

test.each(['', 'Ann', "O'Neil", "'quoted'", '317-555-1000', ' =1', '1=1'])('%j stays as it is', (cell) => {
  expect(guardFormula(cell)).toBe(cell);
  expect(unguardFormula(cell)).toBe(cell);
});

test('what was guarded is found again, and no spreadsheet runs it', () => {
  const cells = fc.string({ unit: fc.constantFrom(...`'=+-@\t\r＝a1 `), maxLength: 6 });
  fc.assert(
    fc.property(cells, (cell) => {
      expect(unguardFormula(guardFormula(cell))).toBe(cell);
      expect(guardFormula(cell)).not.toMatch(/^[=+\-@\t\r＝]/);
    }),
  );
});
