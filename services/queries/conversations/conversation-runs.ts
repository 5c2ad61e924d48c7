/** The runs that an interval may touch, with the campaigns that they are of. */
import { collections, type CampaignRunDocument, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { messagesWithNumbers } from '../messages/message-rows.ts';
import { wantedValues } from './conversation-filter.ts';
import { conversationsOf, type ConversationRow, type Origin } from './conversation-row.ts';
import type { ConversationSearch } from './conversation-search.ts';

import { findRuns, MAX_RUNS, runsKnown, type RunTouched } from './runs-planned.ts';

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
export async function runsTouched(
  database: Database,
  { divisions, from, to, filters }: ConversationSearch,
): Promise<RunTouched[]> {
  const named = wantedValues(filters, 'outboundCampaignId');
  const ids = wantedValues(filters, 'conversationId');
  const runIds = ids && [...ids].map((id) => id.split('-', 1)[0] ?? '');
  const campaignIds =
    divisions === 'all' ? named : await idsOfCampaigns(database, divisions, named && [...named]);
  const known = named === null && runIds === null ? await runsKnown(database) : null;
  if (known)
    return known.filter(
      ({ campaignId, plannedAt, closedAt = to }) =>
        plannedAt < to && closedAt >= from && (campaignIds?.has(campaignId) ?? true),
    );
  const runs = await findRuns(database, to, runIds, campaignIds && [...campaignIds]);
  const over = await runsEndedBefore(
    database,
    runs.map(({ _id }) => _id),
    from,
  );
  return runs.filter(({ _id }) => !over.has(_id));
}

/** The same runs with what their conversations show of them; without those that are gone meanwhile. */
export async function readRuns(
  database: Database,
  divisions: ConversationSearch['divisions'],
  touched: readonly RunTouched[],
): Promise<RunOfCampaign[]> {
  if (touched.length === 0) return [];
  const ids = touched.map(({ _id }) => _id);
  const [found, campaigns] = await Promise.all([
    database
      .of(collections.campaignRuns)
      .find({ _id: { $in: ids } })
      .project<Run>({ campaignId: 1, contactListId: 1, integrationId: 1, planned: 1, resend: 1 })
      .batchSize(ids.length + 1)
      .toArray(),
    campaignsOf(
      database,
      divisions,
      touched.map(({ campaignId }) => campaignId),
    ),
  ]);
  const runs = new Map(found.map((run) => [run._id, run]));
  return (
    ids
      .flatMap((id) => runs.get(id) ?? [])
      .map((run) => {
        const campaign = campaigns.get(run.campaignId);
        return { run, campaign, origin: originOf(run, campaign) };
      })
      // a campaign that is gone has no division: it shows to who may see all of them
      .filter(({ campaign }) => divisions === 'all' || campaign !== undefined)
  );
}

/** Reads runs when messages of theirs are shown, each once. */
export function runReader(
  database: Database,
  divisions: ConversationSearch['divisions'],
  touched: readonly RunTouched[],
): (runIds: Iterable<string>) => Promise<ReadonlyMap<string, RunOfCampaign>> {
  const byId = new Map(touched.map((run) => [run._id, run]));
  const read = new Map<string, RunOfCampaign>();
  return async (runIds) => {
    const wanted = [...new Set(runIds)].flatMap((id) => (read.has(id) ? [] : (byId.get(id) ?? [])));
    for (const one of await readRuns(database, divisions, wanted)) read.set(one.run._id, one);
    return read;
  };
}

/** Both at once. @throws InvalidInput for too many */
export const runsOf = async (database: Database, search: ConversationSearch): Promise<RunOfCampaign[]> =>
  readRuns(database, search.divisions, await runsTouched(database, search));

/** Runs in which no attempt began at a time or later: their campaigns had ended them. */
async function runsEndedBefore(
  database: Database,
  runIds: readonly string[],
  time: Date,
): Promise<ReadonlySet<string>> {
  const heads = await database
    .of(collections.runCounters)
    .find({ _id: { $in: runIds.map((runId) => `${runId}:run`) }, closedAt: { $lt: time } })
    .project<{ runId: string }>({ _id: 0, runId: 1 })
    .batchSize(MAX_RUNS)
    .toArray();
  return new Set(heads.map(({ runId }) => runId));
}

/** @param among null: all */
async function idsOfCampaigns(
  database: Database,
  divisions: readonly string[],
  among: readonly string[] | null,
): Promise<ReadonlySet<string>> {
  const found = await database
    .of(collections.campaigns)
    .find({
      divisionId: { $in: [...divisions] },
      ...(among === null ? {} : { _id: { $in: [...among] } }),
    })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

export async function campaignsOf(
  database: Database,
  divisions: ConversationSearch['divisions'],
  ids: readonly string[],
): Promise<Map<string, Campaign>> {
  const found = await database
    .of(collections.campaigns)
    .find({
      ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
      _id: { $in: [...new Set(ids)] },
    })
    .project<Campaign>({ name: 1, divisionId: 1, contactListId: 1, whatsappColumn: 1 })
    .batchSize(MAX_RUNS)
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
