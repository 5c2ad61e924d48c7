/** The database's own log (oplog of MongoDB 6) → the writes to one collection in their order, those of transactions included. */
import type { LedgerWrite } from './evidence.ts';

/** An entry: insert, update, delete, command (a transaction) or nothing. `wall`: the database's clock. */
export type LogEntry = {
  op: string;
  ns: string;
  o: Record<string, unknown>;
  o2?: { _id?: unknown };
  wall?: Date;
};

/** The collection's name is the namespace's part behind the database's. */
export function readHistory(entries: readonly LogEntry[], collection: string): LedgerWrite[] {
  return entries.flatMap((entry) => writesIn(entry, entry.wall?.getTime() ?? 0, collection));
}

function writesIn(entry: LogEntry, at: number, collection: string): LedgerWrite[] {
  if (entry.op === 'c') {
    const inner = entry.o['applyOps'];
    return Array.isArray(inner) ? inner.flatMap((one) => writesIn(one as LogEntry, at, collection)) : [];
  }
  if (entry.ns.slice(entry.ns.indexOf('.') + 1) !== collection) return [];
  switch (entry.op) {
    case 'i':
      return [{ at, id: String(entry.o['_id']), kind: 'whole', set: entry.o, unset: [] }];
    case 'u':
      return [updateOf(entry, at)];
    case 'd':
      return [{ at, id: String(entry.o['_id']), kind: 'delete', set: {}, unset: [] }];
    default:
      return [];
  }
}

/** An update is a whole new document, or a difference: `i` inserted, `u` updated, `d` deleted fields. */
function updateOf({ o, o2 }: LogEntry, at: number): LedgerWrite {
  const id = String(o2?._id ?? o['_id']);
  if (!('$v' in o)) return { at, id, kind: 'whole', set: o, unset: [] };
  const { i, u, d } = (o['diff'] ?? {}) as Record<string, Record<string, unknown> | undefined>;
  return { at, id, kind: 'part', set: { ...i, ...u }, unset: Object.keys(d ?? {}) };
}
