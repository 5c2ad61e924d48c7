/** The audit of what people do with dead letters: an entry each, after it was done. */
import { randomUUID } from 'node:crypto';
import type { AuditActor, AuditOrigin } from '../../schemas/collections/audit-collections.ts';
import type { DeadLetterAction } from '../../schemas/types.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { insertAudit } from './audit-store.ts';

const actions: Readonly<Record<DeadLetterAction, string>> = {
  REPLAYED: 'ReplayDeadLetter',
  DROPPED: 'DropDeadLetter',
};

/** @param letter id, and the topic that it was meant for */
export const auditDeadLetter = (
  database: Database,
  action: DeadLetterAction,
  letter: { readonly id: string; readonly topic: string },
  actor: { readonly who: AuditActor; readonly from: AuditOrigin },
  now: Date,
): Promise<void> =>
  insertAudit(database, {
    ...{ _id: randomUUID(), at: now, action: actions[action], isDone: true, ...actor },
    entity: { kind: 'deadLetter', id: letter.id, name: letter.topic },
    divisionId: null,
    changes: [{ property: 'handled', before: null, after: JSON.stringify(action) }],
    faults: [],
  });
