/**
 * Writes the event log. It is the only writer: other services report through their topics
 * (docs/decisions/one-writer-of-the-event-log.md).
 */
import { topics } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { countOf, insertEvents } from './event-store.ts';
import {
  entriesOfCampaignEvent,
  entriesOfListEvent,
  entriesOfOptOut,
  entriesOfOutcome,
  entryOfApproachingLimit,
} from './log-entry.ts';
import { entriesOfSignal } from './signal-entry.ts';

/** A group per topic: kafkajs hands all topics of a group to all its members. */
const groups = {
  campaigns: 'event-log-campaigns',
  outcomes: 'event-log-outcomes',
  lists: 'event-log-lists',
  signals: 'event-log-signals',
  optOuts: 'event-log-opt-outs',
};

export async function keepEventLog(context: ServiceContext): Promise<void> {
  const database = await context.mongo();
  const { limits } = context.settings;

  /** Checked when an object was created or started; a day's entry is written once. */
  async function lookAtLimits(): Promise<void> {
    const now = new Date();
    const [campaigns, active] = await Promise.all([
      countOf(database, 'campaigns'),
      countOf(database, 'active-campaigns'),
    ]);
    const entries = [
      entryOfApproachingLimit('campaigns', campaigns, limits.campaigns, now),
      entryOfApproachingLimit('active campaigns', active, limits.activeCampaigns, now),
    ];
    await insertEvents(
      database,
      entries.filter((entry) => entry !== null),
    );
  }

  await Promise.all([
    context.consume({
      topic: topics.campaignEvents,
      groupId: groups.campaigns,
      handle: async (records) => {
        await insertEvents(
          database,
          records.flatMap(({ value }) => entriesOfCampaignEvent(value)),
        );
        const grows = records.some(
          ({ value: { body } }) =>
            body.type === 'CampaignChanged' && (body.cause === 'CREATED' || body.cause === 'STARTED'),
        );
        if (grows) await lookAtLimits();
      },
    }),
    context.consume({
      topic: topics.commandOutcomes,
      groupId: groups.outcomes,
      handle: async (records) =>
        insertEvents(
          database,
          records.flatMap(({ value }) => entriesOfOutcome(value)),
        ),
    }),
    context.consume({
      topic: topics.contactListEvents,
      groupId: groups.lists,
      handle: async (records) =>
        insertEvents(
          database,
          records.flatMap(({ value }) => entriesOfListEvent(value)),
        ),
    }),
    context.consume({
      topic: topics.providerSignals,
      groupId: groups.signals,
      handle: async (records) =>
        insertEvents(
          database,
          records.flatMap(({ value }) => entriesOfSignal(value)),
        ),
    }),
    context.consume({
      topic: topics.optOutEvents,
      groupId: groups.optOuts,
      handle: async (records) =>
        insertEvents(
          database,
          records.flatMap(({ value }) => entriesOfOptOut(value)),
        ),
    }),
  ]);
}
