/**
 * Connects the parts of eligibility: plans runs of campaigns that start, extends orders when lists grow,
 * answers demands.
 */
import { randomUUID } from 'node:crypto';
import { topics } from '../../schemas/topics.ts';
import type { CampaignEvent, ContactListEvent, SendDemand } from '../../schemas/types.ts';
import { runIdOf } from '../domain/message/message.ts';
import type { Handler } from '../platform/kafka/consume.ts';
import type { DeadLetterVerdict } from '../platform/kafka/outcome.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { appendContacts } from './order/append-contacts.ts';
import { planRecord } from './campaign-records.ts';
import { createRecogniseErased } from '../people/recognise-erased.ts';
import { createReachedBefore } from '../queries/campaigns/reached-before.ts';
import type { EligibilityParts } from './eligibility-parts.ts';
import { recordPlanning } from '../tracing/message-spans.ts';
import { mergeDemands } from './take-up/merge-demands.ts';
import { planRun } from './order/plan-run.ts';
import { publishInvalid } from './publish-invalid.ts';
import { serveDemand, type DefinitionCache } from './take-up/serve-demand.ts';
import { findRun, findRunIds, removePages, removeTakenUp } from './order/order-store.ts';
import { ordersToForget } from './order/orders-to-forget.ts';
import { findCampaign, findCampaignsOfList } from './store.ts';

export async function startEligibility(context: ServiceContext): Promise<Running> {
  const mongo = await context.mongo();
  const parts: EligibilityParts = {
    mongo,
    recogniseErased: createRecogniseErased(mongo, context.settings.people.key),
    reachedBefore: createReachedBefore(mongo),
    producer: await context.producer(),
    metrics: context.metrics,
    log: context.log,
    newPlannerId: randomUUID,
    now: () => new Date(),
  };
  await context.consume({
    topic: topics.campaignEvents,
    groupId: 'eligibility',
    handle: campaignEventHandler(parts),
  });
  await context.consume({
    topic: topics.contactListEvents,
    groupId: 'eligibility',
    handle: contactListEventHandler(parts),
  });
  await context.consume({ topic: topics.sendDemand, groupId: 'eligibility', handle: demandHandler(parts) });
  return {};
}

function campaignEventHandler(parts: EligibilityParts): Handler<CampaignEvent> {
  return async function onCampaignEvents(records, alive) {
    const started = new Map<string, CampaignEvent>();
    for (const { value } of records) {
      const { body } = value;
      if (body.type !== 'CampaignChanged') continue;
      if (body.cause === 'STARTED') started.set(body.campaignId, value);
      if (body.cause === 'DELETED') await forgetCampaign(parts, body.campaignId);
      // the run is over: nothing of it will be repeated
      if (body.cause === 'COMPLETED' && body.runId !== null) await removeTakenUp(parts.mongo, body.runId);
    }
    for (const [campaignId, event] of started) {
      await onStarted(parts, campaignId, event); // takes seconds for a list of a million contacts
      alive();
    }
  };
}

/** The present state counts, not that of the event: an outdated start is ignored. */
async function onStarted(parts: EligibilityParts, campaignId: string, event: CampaignEvent): Promise<void> {
  const startMs = Date.now();
  const campaign = await findCampaign(parts.mongo, campaignId);
  if (campaign?.status !== 'on' || campaign.runId === null) return;
  const present = { ...campaign, runId: campaign.runId };
  const result = await planRun(parts, present);
  if (Array.isArray(result)) return publishInvalid(parts, campaign, campaign.runId, result);
  if (result === 'TAKEN_OVER') return; // the other instance publishes it
  if (result === 'PLANNED') {
    recordPlanning(present.runId, campaignId, event, startMs);
    await forgetEarlierRuns(parts, campaign);
  }
  await lengthen(parts, present);
}

async function forgetEarlierRuns(
  { mongo }: EligibilityParts,
  { _id, runNumber }: { _id: string; runNumber: number },
): Promise<void> {
  if (runNumber > 1) await removeTakenUp(mongo, runIdOf(_id, runNumber - 1));
  const numbers = [runNumber, runNumber - 1, runNumber - 2];
  const resends = await Promise.all(
    numbers.map(async (number) => (await findRun(mongo, runIdOf(_id, number)))?.resend ?? null),
  );
  for (const number of ordersToForget(runNumber, resends)) await removePages(mongo, runIdOf(_id, number));
}

async function forgetCampaign({ mongo }: EligibilityParts, campaignId: string): Promise<void> {
  for (const runId of await findRunIds(mongo, campaignId)) {
    await removePages(mongo, runId);
    await removeTakenUp(mongo, runId);
  }
}

function contactListEventHandler(parts: EligibilityParts): Handler<ContactListEvent> {
  return async function onContactListEvents(records, alive) {
    const grown = new Set(
      records.filter(({ value }) => value.body.type === 'ContactsAdded').map(({ value }) => value.listId),
    );
    for (const listId of grown) {
      for (const campaign of await findCampaignsOfList(parts.mongo, listId)) {
        if (campaign.runId !== null) await lengthen(parts, { ...campaign, runId: campaign.runId });
        alive();
      }
    }
  };
}

/** Appends contacts that have arrived, and publishes the new length of the order. */
async function lengthen(
  parts: EligibilityParts,
  campaign: Parameters<typeof appendContacts>[1],
): Promise<void> {
  const planned = await appendContacts(parts, campaign);
  if (planned === null) return;
  const run = { campaignId: campaign._id, runId: campaign.runId, integrationId: campaign.integrationId };
  await parts.producer.send(topics.eligibleContacts, [planRecord(run, planned)]);
}

function demandHandler(parts: EligibilityParts): Handler<SendDemand> {
  const definitions: DefinitionCache = new Map();
  return async function onDemands(records, alive) {
    const unusable: DeadLetterVerdict[] = [];
    const usable: SendDemand[] = [];
    for (const [index, { value }] of records.entries()) {
      const { fromSequence, throughSequence } = value;
      if (fromSequence >= 0 && fromSequence <= throughSequence) usable.push(value);
      else
        unusable.push({
          index,
          code: 'INVALID_DEMAND',
          message: `expected 0 ≤ from ≤ through, found from ${fromSequence} through ${throughSequence}`,
        });
    }
    for (const demand of mergeDemands(usable)) {
      await serveDemand(parts, definitions, demand);
      alive();
    }
    return unusable;
  };
}
