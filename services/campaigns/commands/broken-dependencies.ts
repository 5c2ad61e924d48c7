/**
 * If a dependency breaks, the campaigns that use it become invalid (A4); the provider can also force a
 * campaign to stop. Both are published as commands, so that a campaign changes in one way only.
 */
import { createHash } from 'node:crypto';
import type { ContactListEvent, InternalCommand, ProviderSignal } from '../../../schemas/types.ts';
import { internalCommandId } from '../../commands/execution/command-id.ts';
import { fault, type Fault } from '../../domain/fault.ts';

// Command ids are derived from the event: handling it twice has one effect.

const ISSUED_BY = 'campaigns';

/** @param campaignIds campaigns that use the deleted list */
export function invalidationsOfList(
  event: ContactListEvent,
  campaignIds: string[],
  now: Date,
): InternalCommand[] {
  if (event.body.type !== 'ListDeleted') return [];
  const isDnc = event.body.kind === 'DNC';
  const error = fault(
    isDnc ? 'dnc.list.not.found' : 'contact.list.not.found',
    isDnc ? 'dncListIds' : 'contactListId',
    `The ${isDnc ? 'DNC' : 'contact'} list ${event.body.name === null ? event.listId : `"${event.body.name}"`} was deleted.`,
  );
  return campaignIds.map((id) => invalidation(`list-deleted:${event.eventId}:${id}`, id, error, now));
}

/** @param campaignIds campaigns that send with the integration, which is now inactive */
export function invalidationsOfIntegration(
  commandId: string,
  integrationName: string,
  campaignIds: string[],
  now: Date,
): InternalCommand[] {
  const error = fault(
    'whatsapp.integration.not.active',
    'integrationId',
    `The WhatsApp integration "${integrationName}" was made inactive.`,
  );
  return campaignIds.map((id) => invalidation(`inactive:${commandId}:${id}`, id, error, now));
}

/** The commands to stop campaigns that the provider's signals ask for. */
export function forcedStops(signals: readonly ProviderSignal[], now: Date): InternalCommand[] {
  return signals.flatMap(({ integrationId, at, body }) => {
    if (body.type !== 'CampaignMustStop') return [];
    const { campaignId, code, reason } = body;
    const error = fault('CAMPAIGN_FORCE_STOPPED', null, `WhatsApp answered ${code}: ${reason}`);
    const commandId = shortId(`force-stop/${campaignId}/${integrationId}/${at}/${code}`);
    return [command(commandId, campaignId, { type: 'ForceStopCampaign', errors: [error] }, now)];
  });
}

const invalidation = (cause: string, campaignId: string, error: Fault, now: Date): InternalCommand =>
  command(shortId(cause), campaignId, { type: 'InvalidateCampaign', runId: null, errors: [error] }, now);

const command = (
  commandId: string,
  subjectId: string,
  body: InternalCommand['body'],
  now: Date,
): InternalCommand => ({ commandId, subjectId, issuedAt: now.getTime(), issuedBy: ISSUED_BY, body });

const shortId = (cause: string): string =>
  internalCommandId(createHash('sha256').update(cause).digest('hex').slice(0, 32));
