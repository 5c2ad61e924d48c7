import { rejectColumns, rejectRow } from '../../../../services/queries/imports/reject-row.ts';

const header = ['Name', 'Phone'];

test('a rejected row has the file’s columns, its cells, and what is wrong', () => {
  expect(rejectColumns(header)).toEqual(['Name', 'Phone', 'errors']);
  const reject = { line: 7, column: 'Phone', reason: 'the number is empty', row: ['Ann', ''] };
  expect(rejectRow(header, reject)).toEqual({
    Name: 'Ann',
    Phone: '',
    errors: 'line 7, Phone: the number is empty',
  });
});

test('cells that are missing are empty, and cells without a column are told', () => {
  const short = { line: 3, column: 'Phone', reason: 'too few', row: ['Ann'] };
  expect(rejectRow(header, short)).toMatchObject({ Name: 'Ann', Phone: '' });
  const long = { line: 4, column: null, reason: 'too many', row: ['Ann', '1', 'x "y"', ''] };
  expect(rejectRow(header, long)).toEqual({
    Name: 'Ann',
    Phone: '1',
    errors: 'line 4: too many; without a column: "x \\"y\\"", ""',
  });
});

test('a row of a corrected file that is rejected again has the new errors only', () => {
  const corrected = ['Name', 'errors', 'Phone'];
  expect(rejectColumns(corrected)).toEqual(['Name', 'Phone', 'errors']);
  const reject = { line: 2, column: 'Phone', reason: 'is empty', row: ['Ann', 'line 9: old', ''] };
  expect(rejectRow(corrected, reject)).toEqual({ Name: 'Ann', Phone: '', errors: 'line 2, Phone: is empty' });
});
