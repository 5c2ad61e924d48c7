/** What our messages were about, found by wamid or id. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type Named = { messageId: string | null; wamid: string | null };

/** Campaign, number and template of a message. */
export type MessageSubject = Pick<
  MessageDocument,
  '_id' | 'campaignId' | 'runId' | 'integrationId' | 'wamid' | 'template'
>;

/** @param named by message id, else by wamid */
export async function findMessageSubjects(
  database: Database,
  named: readonly Named[],
): Promise<MessageSubject[]> {
  const ids = [...new Set(named.flatMap(({ messageId }) => messageId ?? []))];
  const wamids = [
    ...new Set(named.flatMap(({ messageId, wamid }) => (messageId === null ? (wamid ?? []) : []))),
  ];
  return database
    .of(collections.messages)
    .find(
      {
        $or: [
          { _id: { $in: ids } },
          ...(wamids.length > 0 ? [{ wamid: { $in: wamids, $exists: true } }] : []),
        ],
      },
      {
        projection: {
          campaignId: 1,
          runId: 1,
          integrationId: 1,
          wamid: 1,
          'template.name': 1,
          'template.language': 1,
        },
      },
    )
    .toArray();
}

/** Our message's wamid → whom it went to: WhatsApp may write that number otherwise in an answer (Brazil, Mexico). */
export async function findRecipients(database: Database, wamids: string[]): Promise<Map<string, string>> {
  if (wamids.length === 0) return new Map();
  const messages = await database
    .of(collections.messages)
    .find({ wamid: { $in: wamids, $exists: true } }, { projection: { wamid: 1, to: 1 } })
    .toArray();
  return new Map(messages.flatMap(({ wamid, to }) => (wamid && to ? [[wamid, to]] : [])));
}
