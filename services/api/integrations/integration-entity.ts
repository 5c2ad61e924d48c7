/**
 * A stored integration and what is known of its number → as it is shown; and a change of it → its
 * registration anew. Pure.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { RegisterIntegration } from '../../../schemas/types.ts';
import { integrationVersion } from '../../domain/provider/integration-version.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { accountLibraryId } from '../../queries/responses/template-responses.ts';
import type { IntegrationState } from '../../queries/integrations/integrations.ts';
import { refTo } from '../http/refs.ts';
import type {
  IntegrationBody,
  IntegrationEntity,
  IntegrationPatch,
  NumberHealth,
} from './integration-schema.ts';

export function toIntegration(
  integration: IntegrationDocument,
  state: IntegrationState,
  now: number,
): IntegrationEntity {
  const { _id, name, phoneNumberId, displayPhoneNumber, businessAccountId, active } = integration;
  const health = healthOf(integration, state, now);
  const isStuck =
    health.heldForRestore !== null ||
    health.holds.some(({ scope }) => scope !== 'TEMPLATE' && scope !== 'CAMPAIGN');
  return {
    id: _id,
    name,
    phoneNumberId,
    phoneNumber: displayPhoneNumber,
    whatsAppBusinessAccountId: businessAccountId,
    messagesPerSecond: integration.messagesPerSecond,
    credentials: integration.credentials,
    status: active ? (isStuck ? 'Error' : 'Active') : 'Inactive',
    endpoint: integration.endpoint ?? 'MESSAGES',
    productPolicy: integration.productPolicy ?? null,
    messageActivitySharing: integration.messageActivitySharing ?? null,
    portfolioId: integration.portfolioId ?? null,
    version: integrationVersion(integration),
    createStatus: 'Completed',
    health,
    templateLibrary: { id: accountLibraryId(businessAccountId) },
    dateCreated: (integration.createdAt ?? integration.modifiedAt).toISOString(),
    dateModified: integration.modifiedAt.toISOString(),
    selfUri: refTo('integration', _id).selfUri ?? '',
  };
}

function healthOf(
  integration: IntegrationDocument,
  { pace, facts, templates }: IntegrationState,
  now: number,
): NumberHealth {
  const { number } = integration;
  return {
    level: number?.level ?? null,
    qualityRating: number?.qualityRating ?? null,
    limitTier: number?.limitTier ?? null,
    readAt: number?.readAt.toISOString() ?? null,
    readError: facts?.error?.message ?? null,
    perSecond: effectivePerSecond(integration),
    rateFactor: pace?.factor ?? 1,
    holds: (pace?.holds ?? [])
      .filter(({ untilMs }) => untilMs > now)
      .map(({ scope, scopeKey, untilMs, code, reason }) => ({
        ...{ scope, scopeKey, code, reason },
        until: new Date(untilMs).toISOString(),
      })),
    heldForRestore: pace?.fence?.mismatch?.reason ?? null,
    templates: templates?.count ?? 0,
    templatesReadAt: templates?.succeededAt?.toISOString() ?? null,
    templatesError: templates?.error?.message ?? null,
  };
}

type Registration = { type: 'RegisterIntegration' } & Required<RegisterIntegration>;

export const registrationOf = (body: IntegrationBody): Registration => ({
  type: 'RegisterIntegration',
  name: body.name,
  phoneNumberId: body.phoneNumberId,
  displayPhoneNumber: body.phoneNumber,
  businessAccountId: body.whatsAppBusinessAccountId ?? '',
  messagesPerSecond: body.messagesPerSecond ?? 80,
  credentials: body.credentials ?? 'default',
  active: body.status !== 'Inactive',
  endpoint: body.endpoint ?? 'MESSAGES',
  productPolicy: body.productPolicy ?? null,
  messageActivitySharing: body.messageActivitySharing ?? null,
  portfolioId: body.portfolioId ?? null,
});

/** What is left out stays. */
export const changedRegistration = (present: IntegrationDocument, body: IntegrationPatch): Registration => ({
  type: 'RegisterIntegration',
  name: body.name ?? present.name,
  phoneNumberId: body.phoneNumberId ?? present.phoneNumberId,
  displayPhoneNumber: body.phoneNumber ?? present.displayPhoneNumber,
  businessAccountId: body.whatsAppBusinessAccountId ?? present.businessAccountId,
  messagesPerSecond: body.messagesPerSecond ?? present.messagesPerSecond,
  credentials: body.credentials ?? present.credentials,
  active: body.status === undefined ? present.active : body.status === 'Active',
  endpoint: body.endpoint ?? present.endpoint ?? 'MESSAGES',
  productPolicy: body.productPolicy === undefined ? (present.productPolicy ?? null) : body.productPolicy,
  messageActivitySharing:
    body.messageActivitySharing === undefined
      ? (present.messageActivitySharing ?? null)
      : body.messageActivitySharing,
  portfolioId: body.portfolioId === undefined ? (present.portfolioId ?? null) : body.portfolioId,
});
