import {
  collectCallable,
  collectList,
  collectSort,
  readCallableRange,
  readTemplate,
  readWhole,
} from '../../../../services/cli/arguments/arguments.ts';

it.each([
  ['age', { fieldName: 'age', direction: 'ASC', numeric: false }],
  ['age:desc', { fieldName: 'age', direction: 'DESC', numeric: false }],
  ['age:numeric:DESC', { fieldName: 'age', direction: 'DESC', numeric: true }],
  ['due: date:asc', { fieldName: 'due: date', direction: 'ASC', numeric: false }],
  ['numeric', { fieldName: 'numeric', direction: 'ASC', numeric: false }],
])('sorts by %s', (text, sort) => {
  expect(collectSort(text)).toEqual([sort]);
  expect(collectSort(text, [sort as never])).toHaveLength(2);
});

it('splits columns at commas that are not escaped', () => {
  expect(collectList('a, b,,c\\,d')).toEqual(['a', 'b', 'c,d']);
  expect(collectList('e', ['a'])).toEqual(['a', 'e']);
});

it('reads a template as name and language', () => {
  expect(readTemplate('spring_offer:en_US')).toEqual({ name: 'spring_offer', language: 'en_US' });
  for (const text of ['spring_offer', ':en_US', 'spring_offer:', 'a:b:c'])
    expect(() => readTemplate(text)).toThrow('name:language');
});

it('reads whole numbers that a command can carry, and leaves their sense to the system', () => {
  expect(['600', '0', '-5'].map(readWhole)).toEqual([600, 0, -5]);
  for (const text of ['', ' ', '1.5', 'many', '1e12', 'Infinity'])
    expect(() => readWhole(text)).toThrow(`found "${text}"`);
});

it.each([
  ['mon-fri 09:00-18:00', ['MON', 'TUE', 'WED', 'THU', 'FRI'], '09:00', '18:00'],
  ['Sat 9:00 - 14:00', ['SAT'], '09:00', '14:00'],
  ['mon,wed, FRI 10:30-24:00', ['MON', 'WED', 'FRI'], '10:30', '24:00'],
  ['fri-mon 00:00-06:00', ['FRI', 'SAT', 'SUN', 'MON'], '00:00', '06:00'],
  ['mon-fri,thu-sat 09:00-18:00', ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'], '09:00', '18:00'],
])('reads callable hours: %s', (text, days, start, end) => {
  expect(readCallableRange(text)).toEqual({ days, start, end });
  expect(collectCallable(text, collectCallable('sun 10:00-11:00'))).toHaveLength(2);
});

it.each([
  '',
  '09:00-18:00',
  'mon',
  'mon 9-18',
  'weekdays 09:00-18:00',
  'mon-wed-fri 09:00-18:00',
  'mon 09:00',
  'mo 09:00-18:00',
])('says what callable hours look like instead of "%s"', (text) => {
  expect(() => readCallableRange(text)).toThrow('mon-fri 09:00-18:00');
});
