import { readCells, readContacts } from '../../../services/commands/read-contacts.ts';

test('cells are column=value; the value may hold more of it', () => {
  expect(readCells(['name=Ann', 'note=a=b', 'city='])).toEqual({ name: 'Ann', note: 'a=b', city: '' });
});

test.each([
  [['Ann'], 'expected column=value such as name=Ann, found "Ann"'],
  [['=Ann'], 'expected column=value such as name=Ann, found "=Ann"'],
  [['name=Ann', 'name=Bob'], 'the column "name" is given twice'],
])('%j is refused', (cells, message) => expect(() => readCells(cells)).toThrow(message));

test('JSON contacts have data and, if they like, an id; numbers are written as they stand', () => {
  expect(readContacts([{ data: { name: 'Ann', age: 7 } }, { id: 'x', data: {} }])).toEqual([
    { id: null, data: { name: 'Ann', age: '7' } },
    { id: 'x', data: {} },
  ]);
});

test.each<[unknown, string]>([
  [{}, 'contacts is {}; expected a list'],
  [['Ann'], 'contacts[0] is "Ann"; expected an object'],
  [[{ data: {} }, { name: 'Ann', data: {} }], 'contacts[1] has the unknown field "name"'],
  [[{ id: 7, data: {} }], 'contacts[0].id is 7; expected a text'],
  [[{ id: '7' }], 'contacts[0].data is missing; expected an object of column and value'],
  [[{ data: ['x'] }], 'contacts[0].data is ["x"]; expected an object of column and value'],
  [[{ data: { name: null } }], 'contacts[0].data.name is null; expected a text'],
  [
    [{ id: 7, data: {} }, { data: { a: [] } }, { date: {} }],
    'contacts[1].data.a is []; expected a text\ncontacts[2].data is',
  ],
])('%j is refused', (json, message) => expect(() => readContacts(json)).toThrow(message));
