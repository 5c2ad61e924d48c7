/**
 * Makes an erased person's messages anonymous: they stay, for the counters and so that no second one is sent,
 * without number, name and texts.
 */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { moveCounters } from '../counters/counter-statements.ts';
import { countsByRun } from '../counters/counts-by-run.ts';
import { step } from '../state/transitions.ts';

const ERASED = step('WAITING', 'ERASE');
const SHARD = 'erased';

const ANONYMOUS: Readonly<Record<NamingField, 1>> = {
  ...({ to: 1, template: 1, timeZone: 1, wamid: 1, earlierAttempts: 1 } as const),
  ...({ detail: 1, history: 1, owner: 1 } as const),
};
type NamingField =
  'to' | 'template' | 'timeZone' | 'wamid' | 'earlierAttempts' | 'detail' | 'history' | 'owner';

/** Messages of these ids that still name a person. */
export function findNaming(database: Database, ids: readonly string[]): Promise<MessageDocument[]> {
  return database
    .of(collections.messages)
    .find({ _id: { $in: [...ids] }, erased: { $exists: false } })
    .toArray();
}

/**
 * Makes a message anonymous; one that waits is skipped for good.
 * @param contactId what it is called from now on
 * @returns false while a request may be under way: then nothing has changed
 */
export function eraseMessage(
  database: Database,
  { _id }: Pick<MessageDocument, '_id'>,
  contactId: string,
  now: Date,
): Promise<boolean> {
  return inTransaction(database, async (session) => {
    const messages = database.of(collections.messages);
    const message = await messages.findOne({ _id }, { session });
    if (!message) return true;
    if (message.state === 'INTENT') return false;
    const anonymous = { $set: { contactId, erased: true as const }, $unset: ANONYMOUS };
    if (message.state === ERASED.from) await skip(database, message, now, session);
    await messages.updateOne({ _id }, anonymous, { session });
    return true;
  });
}

async function skip(
  database: Database,
  before: MessageDocument,
  now: Date,
  session: ClientSession,
): Promise<void> {
  const skipped = { state: ERASED.to, reason: 'OPTED_OUT', endedAt: now };
  const after: MessageDocument = { ...before, ...skipped };
  await database
    .of(collections.messages)
    .updateOne({ _id: before._id }, { $set: skipped, $unset: { dueAt: 1, code: 1 } }, { session });
  const changes = [{ before, after }];
  await moveCounters(database, SHARD, { changes, counts: countsByRun(changes) }, session);
}
