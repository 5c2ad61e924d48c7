import { BSON } from 'mongodb';
import { readScannedContact } from '../../../../services/eligibility/order/scanned-contact.ts';

const read = (document: object) => readScannedContact('list', BSON.serialize(document));

test('a contact is read from the bytes of its document', () => {
  const values = ['', 'Zoë \u{1F600}', ...Array.from({ length: 12 }, (_, place) => `cell ${place}`)];
  expect(read({ _id: 'list:a:b', arrival: 10_000_001, values })).toEqual({
    id: 'a:b',
    values,
    arrival: 10_000_001,
    priority: false,
  });
});

test('arrival numbers are whole numbers of any size; cells may be left out', () => {
  const arrivals = [1, 2 ** 31 + 1, 12_345 * 1e7 + 3];
  expect(arrivals.map((arrival) => read({ _id: 'list:a', arrival }).arrival)).toEqual(arrivals);
  const long = BSON.Long.fromNumber(2 ** 40);
  expect(read({ _id: 'list:a', arrival: long })).toEqual({
    id: 'a',
    values: [],
    arrival: 2 ** 40,
    priority: false,
  });
  expect(read({ _id: 'list:a', arrival: 1, priority: true }).priority).toBe(true);
});

test('a cell that is no text is an error, not a wrong order', () => {
  expect(() => read({ _id: 'list:a', arrival: 1, values: ['x', 5] })).toThrow('expected a string');
});
