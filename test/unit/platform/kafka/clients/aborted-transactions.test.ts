import { withoutAborted } from '../../../../../services/platform/kafka/clients/platformatic/aborted-transactions.ts';
import type { FetchedRecord } from '../../../../../services/platform/kafka/fetch/read-batches.ts';

const record = (offset: number, producerId: string, kind: 'plain' | 'in' | 'control'): FetchedRecord =>
  ({
    offset: String(offset),
    isControlRecord: kind === 'control',
    batchContext: { producerId, inTransaction: kind !== 'plain' },
  }) as FetchedRecord;
const offsetsOf = (records: readonly FetchedRecord[]): number[] =>
  records.map(({ offset }) => Number(offset));

test('without transactions everything is for readers', () => {
  const records = [record(0, '1', 'plain'), record(1, '2', 'plain')];
  expect(withoutAborted(records, [])).toBe(records);
});

test('control records are for nobody, and an aborted transaction is left out to its end', () => {
  const records = [
    record(0, '1', 'in'), // given up
    record(1, '2', 'in'), // of another, kept
    record(2, '1', 'plain'), // the same producer outside of a transaction
    record(3, '1', 'in'),
    record(4, '1', 'control'),
    record(5, '1', 'in'), // its next transaction, kept
    record(6, '2', 'control'),
    record(7, '1', 'control'),
    record(8, '1', 'in'), // given up again
    record(9, '1', 'control'),
  ];
  const aborted = [
    { producerId: '1', firstOffset: 8n },
    { producerId: '1', firstOffset: 0n },
  ];
  expect(offsetsOf(withoutAborted(records, aborted))).toEqual([1, 2, 5]);
});
