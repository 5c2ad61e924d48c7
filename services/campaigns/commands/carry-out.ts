/** One command, once: look for its outcome, else decide, and write effect and outcome in one transaction. Returns the events to publish. */
import type { ClientSession } from 'mongodb';
import type { CampaignEvent } from '../../../schemas/types.ts';
import { isActive } from '../../domain/campaign/campaign.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { inTransaction, ONCE } from '../../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import { decide } from './decide.ts';
import type { Decision, Effect, OwnCommand, OwnKind, State } from './decision.ts';
import { eventsOf } from './events-of.ts';
import { loadState } from './load-state.ts';
import { askForSyncs, syncsOf } from '../provider-sync/sync-store.ts';
import {
  deleteCampaign,
  deleteFilter,
  findOutcome,
  insertCampaign,
  insertFilter,
  insertOutcome,
  moveCount,
  putIntegration,
  replaceCampaign,
  StaleRevision,
} from './store.ts';

/** Somebody else was quicker with the same name, number or command: decide again on what is there now. */
const MAX_TRIES = 10;

export type CarriedOut = { events: CampaignEvent[]; decision: Decision | 'known' };

export async function carryOut(
  database: Database,
  command: OwnCommand,
  limits: State['limits'],
): Promise<CarriedOut> {
  for (let tries = 1; ; tries += 1) {
    const known = await findOutcome(database, command.commandId);
    if (known)
      return { events: known.events.map((json) => JSON.parse(json) as CampaignEvent), decision: 'known' };
    try {
      await faultPoint('campaigns.effect.before');
      const done = await inTransaction(
        database,
        (session) => decideAndWrite(database, session, command, limits),
        ONCE,
      );
      await faultPoint('campaigns.effect.after');
      return done;
    } catch (error) {
      const isOvertaken = isDuplicateKey(error) || error instanceof StaleRevision;
      if (!isOvertaken || tries === MAX_TRIES) throw error;
    }
  }
}

async function decideAndWrite(
  database: Database,
  session: ClientSession,
  command: OwnCommand,
  limits: State['limits'],
): Promise<CarriedOut> {
  const now = new Date();
  const state = await loadState(database, session, command, limits);
  const decision = decide(command, state, now);
  const events = eventsOf(command, decision, now);
  if (decision.accepted) await write(database, session, decision.effect);
  if (decision.accepted || !isOwnWord(command.body.type))
    await insertOutcome(database, session, {
      _id: command.commandId,
      subjectId: command.subjectId,
      accepted: decision.accepted,
      errors: decision.accepted ? [] : decision.faults,
      version: decision.accepted ? decision.version : null,
      ...(decision.accepted && decision.warnings?.length ? { warnings: decision.warnings } : {}),
      events: events.map((event) => JSON.stringify(event)),
      at: now,
    });
  return { events, decision };
}

/**
 * What our own services say of a run under an id made from the run: refused now, it may be right later, so the refusal is not kept.
 */
const isOwnWord = (kind: OwnKind): boolean =>
  kind === 'StartScheduled' ||
  kind === 'CompleteRun' ||
  kind === 'ConfirmStopped' ||
  kind === 'InvalidateCampaign' ||
  kind === 'ForceStopCampaign';

async function write(database: Database, session: ClientSession, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case 'nothing':
      return;
    case 'insert-campaign':
      await insertCampaign(database, session, effect.campaign);
      return moveCount(database, session, 'campaigns', 1);
    case 'replace-campaign': {
      const { before, campaign } = effect;
      await replaceCampaign(database, session, campaign, before.revision);
      const by = Number(isActive(campaign.status)) - Number(isActive(before.status));
      return moveCount(database, session, 'active-campaigns', by);
    }
    case 'delete-campaign':
      await deleteCampaign(database, session, effect.campaign);
      return moveCount(database, session, 'campaigns', -1);
    case 'insert-filter':
      await insertFilter(database, session, effect.filter);
      return moveCount(database, session, 'contact-list-filters', 1);
    case 'delete-filter':
      await deleteFilter(database, session, effect.filterId);
      return moveCount(database, session, 'contact-list-filters', -1);
    case 'put-integration':
      await putIntegration(database, session, effect.integration);
      if (effect.integration.active)
        await askForSyncs(database, syncsOf(effect.integration), new Date(), session);
      return;
    case 'sync-integration':
      return askForSyncs(database, syncsOf(effect.integration), new Date(), session);
    default:
      return effect satisfies never;
  }
}
