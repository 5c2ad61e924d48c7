/** What our messages were about, found by wamid or id. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { attemptsByWamid } from '../state/earlier-attempts.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Messages by the wamid of any of their attempts; with `$exists` the partial indexes serve it. */
export const byWamids = (wamids: string[]) => ({
  $or: [
    { wamid: { $in: wamids, $exists: true } },
    { 'earlierAttempts.wamid': { $in: wamids }, earlierAttempts: { $exists: true } },
  ],
});

export type Named = { messageId: string | null; wamid: string | null };

/** Campaign, number and template of a message. */
export type MessageSubject = Pick<
  MessageDocument,
  '_id' | 'campaignId' | 'runId' | 'integrationId' | 'attempt' | 'wamid' | 'earlierAttempts' | 'template'
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
        $or: [{ _id: { $in: ids } }, ...(wamids.length > 0 ? byWamids(wamids).$or : [])],
      },
      {
        projection: {
          campaignId: 1,
          runId: 1,
          integrationId: 1,
          attempt: 1,
          wamid: 1,
          earlierAttempts: 1,
          'template.name': 1,
          'template.language': 1,
        },
      },
    )
    .toArray();
}

/**
 * Our message's wamid → whom it went to: WhatsApp may write that number otherwise in an answer (Brazil,
 * Mexico).
 */
export async function findRecipients(database: Database, wamids: string[]): Promise<Map<string, string>> {
  if (wamids.length === 0) return new Map();
  const messages = await database
    .of(collections.messages)
    .find(byWamids(wamids), { projection: { attempt: 1, wamid: 1, earlierAttempts: 1, to: 1 } })
    .toArray();
  return new Map(
    messages.flatMap((message): Array<[string, string]> => {
      const { to } = message;
      return to ? attemptsByWamid(message).map(([wamid]) => [wamid, to]) : [];
    }),
  );
}
