import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { compareContacts, type SortKey } from '../../../../services/domain/contact/contact-sort.ts';
import {
  orderContacts,
  planMemory,
  type OrderedContact,
} from '../../../../services/eligibility/order/plan-order.ts';

const cell = fc.oneof(
  fc.constantFrom('', ' ', '1', '-1', '1.0', '$1', 'x', 'X', '10', '9', '0', 'a', 'aa', 'a\u0000', 'a\u0001'),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const rows = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 60, size: 'max' });
const sortKeys: fc.Arbitrary<SortKey[]> = fc.array(
  fc.record({ column: fc.nat(3), descending: fc.boolean(), numeric: fc.boolean() }),
  { maxLength: 4 },
);
const directory = mkdtempSync(join(tmpdir(), 'plan-order-'));

async function* scanned(cells: string[][], size = 7): AsyncGenerator<OrderedContact[]> {
  const contacts = cells.map((values, place) => ({ id: `ç${place}`, values }));
  for (let from = 0; from < contacts.length; from += size) yield contacts.slice(from, from + size);
}

async function ordered(cells: string[][], keys: SortKey[], memory = { ...planMemory, directory }) {
  const ids: string[] = [];
  for await (const some of orderContacts(scanned(cells), keys, memory)) ids.push(...some);
  return ids;
}

const expected = (cells: string[][], keys: SortKey[]): string[] =>
  cells
    .map((values, arrival) => ({ values, arrival }))
    .sort((a, b) => compareContacts(keys, a, b))
    .map(({ arrival }) => `ç${arrival}`);

test('the planned order is that of the comparator', async () => {
  await fc.assert(
    fc.asyncProperty(rows, sortKeys, async (cells, keys) => {
      expect(await ordered(cells, keys)).toEqual(expected(cells, keys));
    }),
    { numRuns: 500 },
  );
});

test('also when memory holds a few contacts only, and nothing is left behind on disk', async () => {
  const memory = { runBytes: 2_000, runRecords: 5, blockBytes: 400, directory };
  await fc.assert(
    fc.asyncProperty(rows, sortKeys, async (cells, keys) => {
      expect(await ordered(cells, keys, memory)).toEqual(expected(cells, keys));
    }),
    { numRuns: 200 },
  );
  expect(readdirSync(directory)).toEqual([]);
});

test('who stops listening in the middle leaves nothing behind on disk', async () => {
  const memory = { runBytes: 2_000, runRecords: 100, blockBytes: 400, directory };
  const cells = Array.from({ length: 3_000 }, (_, place) => [String(place % 7)]);
  for await (const some of orderContacts(
    scanned(cells),
    [{ column: 0, descending: true, numeric: true }],
    memory,
  )) {
    expect(some).toHaveLength(1_000);
    break;
  }
  expect(readdirSync(directory)).toEqual([]);
});
