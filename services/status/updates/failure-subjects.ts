/**
 * What a failed message belongs to: campaign, template, number and account. Read only; failures that ask for
 * it are rare.
 */
import { collections } from '../../../schemas/collections.ts';
import type { NoticeTarget } from '../../domain/provider/provider-signal.ts';
import { attemptsByWamid } from '../../ledger/state/earlier-attempts.ts';
import { findMessageSubjects, type Named } from '../../ledger/reading/by-wamid.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type Subject = NoticeTarget & {
  /** Last start of the campaign, if the message is of its present run; else null. */
  startedAt: Date | null;
};

/** @returns a look-up by message id, else by wamid */
export async function findSubjects(
  database: Database,
  named: readonly Named[],
): Promise<(message: Named) => Subject | null> {
  const messages = await findMessageSubjects(database, named);
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
  for (const message of messages) {
    const { _id, campaignId, runId, integrationId, template } = message;
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
    for (const [wamid] of attemptsByWamid(message)) byWamid.set(wamid, subject);
  }
  return ({ messageId, wamid }) =>
    (messageId === null ? byWamid.get(wamid ?? '') : byId.get(messageId)) ?? null;
}
