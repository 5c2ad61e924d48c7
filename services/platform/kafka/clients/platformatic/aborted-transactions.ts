/** Leaves out what is not for readers: control records, and records of transactions that were given up. Pure. */
import type { FetchedRecord } from '../../fetch/read-batches.ts';

export type AbortedTransaction = { readonly producerId: string; readonly firstOffset: bigint };

export function withoutAborted(
  records: FetchedRecord[],
  aborted: readonly AbortedTransaction[],
): FetchedRecord[] {
  if (aborted.length === 0 && !records.some(({ isControlRecord }) => isControlRecord)) return records;
  const open = new Map<string, bigint>();
  const ahead = [...aborted].sort((one, other) => (one.firstOffset < other.firstOffset ? -1 : 1));
  return records.filter((record) => {
    const { producerId, inTransaction } = record.batchContext;
    const offset = BigInt(record.offset);
    for (let next = ahead[0]; next && next.firstOffset <= offset; next = ahead[0]) {
      open.set(next.producerId, next.firstOffset);
      ahead.shift();
    }
    // the only control records of a transaction are its end, one way or the other
    if (record.isControlRecord) open.delete(producerId);
    return !record.isControlRecord && !(inTransaction && open.has(producerId));
  });
}
