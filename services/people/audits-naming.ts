/** Audit entries that name a person's number; apart from what cleans them, so that who exports cannot write. */
import type { FindCursor } from 'mongodb';
import { collections } from '../../schemas/collections.ts';
import type { AuditDocument } from '../../schemas/collections/audit-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { NumberInText } from './number-in-text.ts';

/** Values before and after a change may name the number: a filter that did, or a list's name. */
export function findAuditsNaming(database: Database, number: NumberInText): FindCursor<AuditDocument> {
  const has = { $regex: number.pattern };
  return database.of(collections.audits).find({
    $or: [
      { 'changes.before': has },
      { 'changes.after': has },
      { 'faults.message': has },
      { 'entity.id': has },
      { 'entity.name': has },
    ],
  });
}
