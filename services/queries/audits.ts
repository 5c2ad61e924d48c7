/** The audit a page at a time: only of things that the reader may see. */
import type { Filter } from 'mongodb';
import { collections } from '../../schemas/collections.ts';
import {
  kindsInDivisions,
  type AuditDocument,
  type AuditedKind,
} from '../../schemas/collections/audit-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { pageByNumber, type Numbered } from './page-number.ts';

/** Kinds that may be seen, and of each the divisions. */
export type VisibleKinds = ReadonlyMap<AuditedKind, 'all' | readonly string[]>;

export type AuditQuery = {
  /** Null: everything. */
  readonly visible: VisibleKinds | null;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly whoId?: string | undefined;
  readonly entityId?: string | undefined;
  readonly kinds?: readonly AuditedKind[] | undefined;
  readonly action?: string | undefined;
  readonly isDone?: boolean | undefined;
  readonly door?: AuditDocument['from']['door'] | undefined;
};

const indexes = {
  time: { at: 1, _id: 1 },
  entity: { 'entity.id': 1, at: 1, _id: 1 },
  who: { 'who.id': 1, at: 1, _id: 1 },
} as const;

/** By time. */
export function findAudits(
  database: Database,
  query: AuditQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<AuditDocument>> {
  const { entityId, whoId, action, isDone, door } = query;
  const filter: Filter<AuditDocument> = {
    at: { $gte: query.from, $lt: query.to },
    ...(entityId === undefined ? {} : { 'entity.id': entityId }),
    ...(whoId === undefined ? {} : { 'who.id': whoId }),
    ...(action === undefined ? {} : { action }),
    ...(isDone === undefined ? {} : { isDone }),
    ...(door === undefined ? {} : { 'from.door': door }),
    ...(query.kinds === undefined ? {} : { 'entity.kind': { $in: [...query.kinds] } }),
    ...(query.visible === null ? {} : { $or: visibleConditions(query.visible) }),
  };
  const hint = entityId !== undefined ? 'entity' : whoId !== undefined ? 'who' : 'time';
  return pageByNumber(database, collections.audits, filter, {
    ...page,
    index: indexes.time,
    hint: indexes[hint],
  });
}

/** At least one, as MongoDB expects it: nothing is visible then. */
function visibleConditions(visible: VisibleKinds): Array<Filter<AuditDocument>> {
  const conditions = [...visible].map(([kind, divisions]): Filter<AuditDocument> => ({
    'entity.kind': kind,
    ...(divisions === 'all' || !kindsInDivisions.has(kind) ? {} : { divisionId: { $in: [...divisions] } }),
  }));
  return conditions.length === 0 ? [{ _id: { $in: [] } }] : conditions;
}
