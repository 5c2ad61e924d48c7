/** The runs that an interval may touch, with the campaigns that they are of. */
import { collections, type CampaignRunDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { messagesWithNumbers } from '../messages/message-rows.ts';
import { wantedValues } from './conversation-filter.ts';
import { conversationsOf, type ConversationRow, type Origin } from './conversation-row.ts';
import type { ConversationSearch } from './conversation-search.ts';

const MAX_RUNS = 10_000;

type Run = Pick<
  CampaignRunDocument,
  '_id' | 'campaignId' | 'contactListId' | 'integrationId' | 'planned' | 'resend'
>;
export type Campaign = {
  _id: string;
  name: string;
  divisionId: string;
  contactListId: string;
  whatsappColumn: string;
};
export type RunOfCampaign = { run: Run; campaign: Campaign | undefined; origin: Origin };

/** Runs that may hold what is asked for, in the order in which they were planned. @throws InvalidInput for too many */
export async function runsOf(
  database: Database,
  { divisions, from, to, filters }: ConversationSearch,
): Promise<RunOfCampaign[]> {
  const named = wantedValues(filters, 'outboundCampaignId');
  const ids = wantedValues(filters, 'conversationId');
  const seen =
    divisions === 'all' ? null : await campaignsOf(database, divisions, named === null ? null : [...named]);
  const runs = await database
    .of(collections.campaignRuns)
    .find({
      plannedAt: { $lt: to },
      ...(seen === null && named === null
        ? {}
        : { campaignId: { $in: seen === null ? [...(named ?? [])] : [...seen.keys()] } }),
      ...(ids === null ? {} : { _id: { $in: [...ids].map((id) => id.split('-', 1)[0] ?? '') } }),
    })
    .sort({ plannedAt: 1, _id: 1 })
    .project<Run>({ campaignId: 1, contactListId: 1, integrationId: 1, planned: 1, resend: 1 })
    .limit(MAX_RUNS + 1)
    .toArray();
  if (runs.length > MAX_RUNS)
    throw new InvalidInput(
      `More than ${MAX_RUNS} runs would have to be looked at: name one campaign (outboundCampaignId).`,
    );
  const over = await runsEndedBefore(
    database,
    runs.map(({ _id }) => _id),
    from,
  );
  const left = runs.filter(({ _id }) => !over.has(_id));
  const campaigns =
    seen ??
    (await campaignsOf(
      database,
      divisions,
      left.map(({ campaignId }) => campaignId),
    ));
  return (
    left
      .map((run) => {
        const campaign = campaigns.get(run.campaignId);
        return { run, campaign, origin: originOf(run, campaign) };
      })
      // a campaign that is gone has no division: it shows to who may see all of them
      .filter(({ campaign }) => divisions === 'all' || campaign !== undefined)
  );
}

/** Runs in which no attempt began at a time or later: their campaigns had ended them. */
async function runsEndedBefore(
  database: Database,
  runIds: readonly string[],
  time: Date,
): Promise<ReadonlySet<string>> {
  const heads = await database
    .of(collections.runCounters)
    .find({ _id: { $in: runIds.map((runId) => `${runId}:run`) }, closedAt: { $lt: time } })
    .project<{ runId: string }>({ runId: 1 })
    .toArray();
  return new Set(heads.map(({ runId }) => runId));
}

/** @param ids null: all */
export async function campaignsOf(
  database: Database,
  divisions: ConversationSearch['divisions'],
  ids: readonly string[] | null,
): Promise<Map<string, Campaign>> {
  const found = await database
    .of(collections.campaigns)
    .find({
      ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
      ...(ids === null ? {} : { _id: { $in: [...new Set(ids)] } }),
    })
    .project<Campaign>({ name: 1, divisionId: 1, contactListId: 1, whatsappColumn: 1 })
    .toArray();
  return new Map(found.map((campaign) => [campaign._id, campaign]));
}

export const originOf = (run: Omit<Run, 'planned'>, campaign: Campaign | undefined): Origin => ({
  campaignId: run.campaignId,
  campaignName: campaign?.name ?? null,
  divisionId: campaign?.divisionId ?? null,
  contactListId: run.contactListId,
  integrationId: run.integrationId,
  resendOfRun: run.resend?.ofRun ?? null,
});

/** The conversations of some messages of one run, at most 1,000; the numbers of who was skipped with them. */
export async function conversationsOfRun(
  database: Database,
  { campaign, origin }: Pick<RunOfCampaign, 'campaign' | 'origin'>,
  messages: readonly MessageDocument[],
): Promise<ConversationRow[]> {
  const isWhole = !campaign || messages.every(({ to }) => to !== undefined);
  const whole = isWhole ? messages : await messagesWithNumbers(database, campaign, messages);
  return whole.flatMap((message) => conversationsOf(message, origin));
}

/** The same rows, with the numbers of who was skipped. @param rows at most 1,000 */
export async function withNumbers(
  database: Database,
  runs: readonly RunOfCampaign[],
  rows: readonly ConversationRow[],
): Promise<ConversationRow[]> {
  const campaigns = new Map(runs.map(({ origin, campaign }) => [origin.campaignId, campaign]));
  const numbers = new Map<ConversationRow, string>();
  for (const [campaignId, campaign] of campaigns) {
    const lacking = rows.filter((row) => row.addressTo === null && row.campaignId === campaignId);
    if (!campaign || lacking.length === 0) continue;
    const sought: Array<{ contactId: string; to?: string; row: ConversationRow }> = lacking.map((row) => ({
      contactId: row.contactId,
      row,
    }));
    for (const { row, to } of await messagesWithNumbers(database, campaign, sought))
      if (to !== undefined) numbers.set(row, to);
  }
  return rows.map((row) => ({ ...row, addressTo: numbers.get(row) ?? row.addressTo }));
}
