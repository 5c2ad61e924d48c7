/** The examples of docs/filters.md, docs/sorting.md and docs/do-not-contact.md say what the code does. */
import { readFileSync } from 'node:fs';
import {
  contactListReasons,
  dncListReasons,
  type ImportOfList,
} from '../../../services/domain/campaign/assignable.ts';
import {
  compileContactListFilter,
  readDateBound,
} from '../../../services/domain/filter/contact-list-filter.ts';
import { filterClauseFaults } from '../../../services/domain/filter/contact-list-filter-faults.ts';
import { compareContacts } from '../../../services/domain/contact/contact-sort.ts';
import { toPhoneId } from '../../../services/domain/phone/phone-id.ts';
import { readNumber } from '../../../services/domain/contact/read-number.ts';
import { readFilter } from '../../../services/commands/read-filter.ts';
import { dncReader } from '../../../services/importer/import/read-dnc-row.ts';
import { filterExamples } from '../../support/document-filters.ts';
import { quoted, tableOf } from '../../support/document-tables.ts';

const moment = { now: Date.parse('2025-06-15T12:00Z'), timeZone: 'UTC' };
const block = (file: string, language: string): string => {
  const [, code = ''] =
    new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readFileSync(file, 'utf8')) ?? [];
  return code;
};

describe('docs/filters.md', () => {
  test.each(filterExamples('cell').map((example) => [example.name, example] as const))('%s', (_, example) => {
    expect(filterClauseFaults(example.filter.clauses, ['cell'])).toEqual([]);
    const keeps = compileContactListFilter(example.filter, ['cell'], moment);
    expect(example.kept.filter((cell) => !keeps([cell]))).toEqual([]);
    expect(example.dropped.filter((cell) => keeps([cell]))).toEqual([]);
    expect(example.kept.length * example.dropped.length).toBeGreaterThan(0);
  });

  test('its JSON is a filter', () => {
    const { filterType, clauses } = readFilter(JSON.parse(block('docs/filters.md', 'json')));
    const columns = ['city', 'amount', 'joined'];
    expect(filterClauseFaults(clauses, columns)).toEqual([]);
    const keeps = compileContactListFilter({ filterType, clauses }, columns, moment);
    expect(keeps(['KÖLN', '$100.00', '2025-01-01'])).toBe(true);
    expect(keeps(['Berlin', '$100.00', '2025-01-01'])).toBe(false);
    expect(keeps(['Bonn', '99.99', '2025-01-01'])).toBe(false);
    expect(keeps(['Bonn', '100', '2024-01-01'])).toBe(false);
  });

  test.each(tableOf('docs/filters.md', 'Numbers', 'cell'))('%s is read as %s', (cell, number) => {
    expect(readNumber(quoted(cell)[0] ?? '')).toBe(number === 'none' ? null : Number(number));
  });

  test.each(tableOf('docs/filters.md', 'Dates', 'value'))('%s means %s', (value, date) => {
    expect(new Date(readDateBound(quoted(value)[0] ?? '', moment) ?? NaN).toISOString()).toBe(date);
  });
});

test.each(tableOf('docs/sorting.md', '', 'sort'))(
  'docs/sorting.md: %s puts %s in order',
  (sort, cells, order) => {
    const [direction, numeric] = (quoted(sort)[0] ?? '').split(':');
    const keys = [{ column: 0, descending: direction === 'desc', numeric: numeric === 'numeric' }];
    const contacts = quoted(cells).map((cell, arrival) => ({ values: [cell], arrival }));
    const sorted = contacts.toSorted((a, b) => compareContacts(keys, a, b)).map(({ values: [cell] }) => cell);
    expect(sorted).toEqual(quoted(order));
  },
);

describe('docs/do-not-contact.md', () => {
  const file = 'docs/do-not-contact.md';
  const now = new Date('2026-01-01T00:00Z');

  test('its file makes its entries', () => {
    const [header = '', ...rows] = block(file, 'csv').trim().split('\n');
    const columns = header.split(',');
    const phones = ['DNC_Home', 'DNC_Cell', 'DNC_Work'].map((name) => columns.indexOf(name));
    const read = dncReader({ _id: 'dnc', defaultCountry: 'US' }, columns, phones, 1, now);
    const entries = rows.flatMap((row, place) => {
      const found = read(row.split(','), place + 1);
      if ('reason' in found) throw new Error(found.reason);
      return found.entries.map(({ _id }) => _id.slice('dnc:'.length));
    });
    const [, named = ''] = /these six entries:\s([^.]*)/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(entries).toEqual(quoted(named));
    expect(entries).toHaveLength(6);
  });

  test.each(tableOf(file, 'Numbers', 'written'))('%s in %s is %s', (written, country, phoneId) => {
    const reading = toPhoneId(quoted(written)[0] ?? '', country === 'none' ? null : country);
    expect(reading.ok ? reading.phoneId : 'refused').toBe(phoneId);
  });

  test.each(tableOf(file, 'Entries that end', 'ExpirationDateTime'))('an end of %s: %s', (end, said) => {
    const read = dncReader({ _id: 'dnc', defaultCountry: 'US' }, ['Cell', 'ExpirationDateTime'], [0], 1, now);
    const row = read(['317-153-4777', quoted(end)[0] ?? ''], 1);
    if ('reason' in row) return expect('rejected').toBe(said);
    const expiresAt = row.entries[0]?.expiresAt;
    const kept = row.isEndIgnored ? 'stays, counted' : 'stays';
    expect(expiresAt ? `ends ${expiresAt.toISOString()}` : kept).toBe(said);
  });

  test('lists that cannot be used: every code and its message', () => {
    const failed: ImportOfList[] = [{ state: 'FAILED', reason: 'the file is empty' }];
    const running: ImportOfList[] = [{ state: 'RUNNING', reason: null }];
    const contacts = { whatsappColumns: [{}], size: 1, imports: [] };
    const numbers = { contactMethod: 'Phone', size: 1, imports: [] };
    const reasons = [
      ...contactListReasons({ ...contacts, whatsappColumns: [] }),
      ...contactListReasons({ ...contacts, size: 0 }),
      ...contactListReasons({ ...contacts, imports: failed }),
      ...contactListReasons({ ...contacts, imports: running }),
      ...dncListReasons({ ...numbers, contactMethod: 'Email' }),
      ...dncListReasons({ ...numbers, size: 0 }),
      ...dncListReasons({ ...numbers, imports: failed }),
      ...dncListReasons({ ...numbers, imports: running }),
    ];
    expect(
      tableOf(file, 'Lists that cannot be used', 'code').map(([code = '', message]) => [
        quoted(code)[0],
        message,
      ]),
    ).toEqual(reasons.map(({ code, message }) => [code, message]));
  });
});
