/** Decides one command on the stored state and writes its effect, once. */
import type { ClientSession } from 'mongodb';
import {
  decideOnce,
  type CarriedOut,
  type DecideAndWrite,
  type Decided,
} from '../../commands/execution/decide-once.ts';
import { topics } from '../../../schemas/topics.ts';
import { fault } from '../../domain/fault.ts';
import { isActive } from '../../domain/campaign/campaign.ts';
import { runEndedBy } from '../../domain/campaign/run-goes-on.ts';
import { closeRun } from '../../ledger/counters/run-head.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { putIntoDivision } from '../../commands/execution/put-into-division.ts';
import { carryOutCatalog } from '../catalog/carry-out-catalog.ts';
import { isCatalogCommand, type CatalogCommand } from '../catalog/catalog-command.ts';
import { decide } from './decide.ts';
import { isInternal, type Effect, type OwnCommand, type State } from './decision.ts';
import { changesOf } from './changes-of.ts';
import { loadState } from './load-state.ts';
import { askForSyncs, syncsOf } from '../provider-sync/sync-store.ts';
import { deleteFilter, insertFilter, replaceFilter } from './filter-store.ts';
import { deleteIntegration, putIntegration } from './integration-store.ts';
import { deleteCampaign, insertCampaign, replaceCampaign } from './store.ts';
import { moveCount } from '../../commands/execution/counted.ts';

/** The topic that a command came on: any client may write to the public one. */
export type Origin = 'public' | 'internal';

export async function carryOut(
  database: Database,
  command: OwnCommand | CatalogCommand,
  limits: State['limits'],
  origin: Origin,
  onDefect?: (error: Error) => void,
): Promise<CarriedOut> {
  const prepare = async (): Promise<DecideAndWrite> => {
    await faultPoint('campaigns.effect.before');
    if (isCatalogCommand(command)) return (session, now) => carryOutCatalog(database, session, command, now);
    if (origin === 'public' && isInternal(command)) return () => Promise.resolve(refusedAsInternal(command));
    return (session, now) => decideAndWrite(database, session, command, limits, now);
  };
  const done = await decideOnce(database, command, prepare, onDefect);
  if (done.how !== 'repeated') await faultPoint('campaigns.effect.after');
  return done;
}

async function decideAndWrite(
  database: Database,
  session: ClientSession,
  command: OwnCommand,
  limits: State['limits'],
  now: Date,
): Promise<Decided> {
  const state = await loadState(database, session, command, limits);
  const decision = decide(command, state, now);
  const changes = { campaignEvents: changesOf(command, decision, now), contactListEvents: [] };
  if (!decision.accepted)
    return {
      verdict: { accepted: false, faults: decision.faults, warnings: [], version: null },
      changes,
      // an internal command's id is derived from the run: a command refused now may be accepted later
      isKept: !isInternal(command),
    };
  await write(database, session, decision.effect);
  const { version, warnings = [] } = decision;
  return { verdict: { accepted: true, faults: [], warnings, version }, changes, isKept: true };
}

/** Not stored: an earlier version, which accepts such commands, may be the next to read it. */
const refusedAsInternal = ({ body }: OwnCommand): Decided => ({
  verdict: {
    accepted: false,
    faults: [
      fault(
        'command.internal',
        null,
        `${body.type} is a command of the system's own services, on the topic ${topics.internalCommands.name}; anybody may write to this one.`,
      ),
    ],
    warnings: [],
    version: null,
  },
  changes: { campaignEvents: [], contactListEvents: [] },
  isKept: false,
});

async function write(database: Database, session: ClientSession, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case 'nothing':
      return;
    case 'insert-campaign':
      await putIntoDivision(database, session, effect.campaign.divisionId);
      await insertCampaign(database, session, effect.campaign);
      return moveCount(database, session, 'campaigns', 1);
    case 'replace-campaign': {
      const { before, campaign } = effect;
      await replaceCampaign(database, session, campaign, before.revision);
      const endedRun = runEndedBy(before, campaign);
      if (endedRun !== null) await closeRun(database, endedRun, campaign.modifiedAt, session);
      const by = Number(isActive(campaign.status)) - Number(isActive(before.status));
      return moveCount(database, session, 'active-campaigns', by);
    }
    case 'delete-campaign':
      await deleteCampaign(database, session, effect.campaign);
      return moveCount(database, session, 'campaigns', -1);
    case 'insert-filter':
      await insertFilter(database, session, effect.filter);
      return moveCount(database, session, 'contact-list-filters', 1);
    case 'replace-filter':
      return replaceFilter(database, session, effect.filter);
    case 'delete-filter':
      await deleteFilter(database, session, effect.filterId);
      return moveCount(database, session, 'contact-list-filters', -1);
    case 'put-integration':
      await putIntegration(database, session, effect.integration);
      if (effect.integration.active)
        await askForSyncs(database, syncsOf(effect.integration), new Date(), session);
      return;
    case 'delete-integration':
      return deleteIntegration(database, session, effect.integrationId);
    case 'sync-integration':
      return askForSyncs(database, syncsOf(effect.integration), new Date(), session);
    default:
      return effect satisfies never;
  }
}
