/**
 * References between entities (contract, section 1): clients send the id alone, answers name the thing and
 * where it is.
 */
import Type from 'typebox';

export const Ref = Type.Object({
  id: Type.String(),
  name: Type.Optional(Type.String()),
  selfUri: Type.Optional(Type.String()),
});
export type Ref = { id: string; name?: string; selfUri?: string };

/** A reference as it is sent: what is beside the id is not read. */
export const SentRef = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: true },
);

export const paths = {
  campaign: '/api/v2/outbound/messagingcampaigns',
  contactList: '/api/v2/outbound/contactlists',
  contactListFilter: '/api/v2/outbound/contactlistfilters',
  dncList: '/api/v2/outbound/dnclists',
  division: '/api/v2/authorization/divisions',
  integration: '/api/v2/conversations/messaging/integrations/whatsapp',
  response: '/api/v2/responsemanagement/responses',
  library: '/api/v2/responsemanagement/libraries',
  wrapupCode: '/api/v2/routing/wrapupcodes',
  event: '/api/v2/outbound/events',
  user: '/api/v2/users',
  client: '/api/v2/oauth/clients',
  role: '/api/v2/authorization/roles',
  webhookSubscription: '/api/v2/outbound/webhooksubscriptions',
} as const;

/** @param names by id; what has no name there is gone, or not to be named */
export function refTo(kind: keyof typeof paths, id: string, names?: ReadonlyMap<string, string>): Ref {
  const name = names?.get(id);
  return { id, ...(name === undefined ? {} : { name }), selfUri: `${paths[kind]}/${encodeURIComponent(id)}` };
}
