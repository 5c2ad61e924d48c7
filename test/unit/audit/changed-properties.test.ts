import { broughtBy } from '../../../services/audit/audited-commands.ts';
import { changedProperties, MAX_VALUE } from '../../../services/audit/changed-properties.ts';

const names = ['name', 'rate', 'lists'];

test('only what differs is told, and of that only what may be told', () => {
  const before = { name: 'A', rate: 1, lists: ['x'], secret: 'old' };
  const after = { name: 'A', rate: 2, lists: ['x', 'y'], secret: 'new' };
  expect(changedProperties(before, after, names)).toEqual([
    { property: 'rate', before: '1', after: '2' },
    { property: 'lists', before: '["x"]', after: '["x","y"]' },
  ]);
});

test('of a new thing everything is after, of a deleted one before; absent and null are the same', () => {
  expect(changedProperties(null, { name: 'A', rate: null }, names)).toEqual([
    { property: 'name', before: null, after: '"A"' },
  ]);
  expect(changedProperties({ name: 'A' }, null, names)).toEqual([
    { property: 'name', before: '"A"', after: null },
  ]);
  expect(changedProperties({ rate: null }, {}, names)).toEqual([]);
});

test('a long value is cut', () => {
  const [change] = changedProperties(null, { name: 'x'.repeat(10 * MAX_VALUE) }, names);
  expect(change?.after).toHaveLength(MAX_VALUE + 1);
});

test('contacts are counted, and an address is told without password and signature', () => {
  const contacts = [{ id: null, data: { phone: '13175550101' } }];
  const added = { type: 'AddContacts' as const, contacts };
  expect(broughtBy(added)).toEqual([{ property: 'contacts', before: null, after: '{"count":1}' }]);
  const url = 'https://me:pw@files.example.com/people.csv?signature=s3cret';
  const source = { uploadId: null, path: null, url };
  expect(broughtBy({ type: 'ImportContacts', source })).toEqual([
    { property: 'source', before: null, after: '{"url":"https://files.example.com/people.csv"}' },
  ]);
});
