/** What a failed message belongs to: campaign, template, number and account. Read only; failures that ask for it are rare. */
import { collections } from '../../../schemas/collections.ts';
import type { SaidOf } from '../../domain/provider/provider-signal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type Subject = SaidOf & {
  /** Last start of the campaign, if the message is of its present run; else null. */
  startedAt: Date | null;
};

type Named = { messageId: string | null; wamid: string | null };

/** @returns a look-up by message id, else by wamid */
export async function findSubjects(
  database: Database,
  named: readonly Named[],
): Promise<(one: Named) => Subject | null> {
  const ids = [...new Set(named.flatMap(({ messageId }) => messageId ?? []))];
  const wamids = [
    ...new Set(named.flatMap(({ messageId, wamid }) => (messageId === null ? (wamid ?? []) : []))),
  ];
  const messages = await database
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
  const campaigns = new Map(
    (
      await database
        .of(collections.campaigns)
        .find(
          { _id: { $in: [...new Set(messages.map(({ campaignId }) => campaignId))] } },
          { projection: { runId: 1, startedAt: 1 } },
        )
        .toArray()
    ).map((campaign) => [campaign._id, campaign]),
  );
  const accounts = new Map(
    (
      await database
        .of(collections.integrations)
        .find(
          { _id: { $in: [...new Set(messages.flatMap(({ integrationId }) => integrationId ?? []))] } },
          { projection: { businessAccountId: 1 } },
        )
        .toArray()
    ).map(({ _id, businessAccountId }) => [_id, businessAccountId]),
  );
  const byId = new Map<string, Subject>();
  const byWamid = new Map<string, Subject>();
  for (const { _id, wamid, campaignId, runId, integrationId, template } of messages) {
    if (integrationId === undefined || !template) continue;
    const campaign = campaigns.get(campaignId);
    const subject: Subject = {
      integrationId,
      businessAccountId: accounts.get(integrationId) ?? null,
      campaignId,
      template,
      startedAt: campaign?.runId === runId ? campaign.startedAt : null,
    };
    byId.set(_id, subject);
    if (wamid) byWamid.set(wamid, subject);
  }
  return ({ messageId, wamid }) =>
    (messageId === null ? byWamid.get(wamid ?? '') : byId.get(messageId)) ?? null;
}
