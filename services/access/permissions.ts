/**
 * Every permission that a role can have: `domain:object:verb`, as in the Genesys contract (section 2),
 * followed by our own.
 */

const verbs = <O extends string, V extends string>(object: O, ...names: V[]): Array<`${O}:${V}`> =>
  names.map((verb) => `${object}:${verb}` as const);

export const permissions = [
  ...verbs(
    'outbound:messagingCampaign',
    'view',
    'search',
    'add',
    'edit',
    'delete',
    'start',
    'stop',
    'recycle',
  ),
  ...verbs('outbound:emailCampaign', 'view', 'search', 'add', 'edit', 'delete', 'start', 'stop', 'recycle'),
  ...verbs(
    'outbound:whatsAppCampaign',
    'view',
    'search',
    'add',
    'edit',
    'delete',
    'start',
    'stop',
    'recycle',
  ),
  ...verbs('outbound:contactList', 'view', 'search', 'add', 'edit', 'delete', 'upload'),
  ...verbs('outbound:contact', 'view', 'add', 'edit', 'delete'),
  ...verbs('outbound:contactListFilter', 'view', 'add', 'edit', 'delete'),
  ...verbs('outbound:dncList', 'view', 'search', 'add', 'edit', 'delete', 'upload'),
  ...verbs('outbound:dnc', 'view', 'add', 'edit', 'delete'),
  ...verbs('outbound:eventLog', 'view'),
  ...verbs('outbound:optOut', 'view', 'add', 'delete'),
  ...verbs('outbound:person', 'view', 'delete'),
  ...verbs('outbound:deadLetter', 'view', 'edit'),
  ...verbs('outbound:webhookSubscription', 'view', 'add', 'edit', 'delete'),
  ...verbs('audits:audit', 'view'),
  ...verbs('authorization:division', 'add', 'edit', 'delete'),
  ...verbs('authorization:grant', 'view', 'add', 'delete'),
  ...verbs('authorization:role', 'view', 'add', 'edit', 'delete'),
  ...verbs('directory:user', 'view', 'add', 'edit', 'delete'),
  ...verbs('directory:userPassword', 'set'),
  ...verbs('oauth:client', 'view', 'add', 'edit', 'delete'),
  ...verbs('messaging:integration', 'view', 'edit', 'delete'),
  ...verbs('messaging:whatsappIntegration', 'add'),
  ...verbs('responses:response', 'view', 'add', 'edit', 'delete'),
  ...verbs('responses:library', 'view', 'add', 'edit', 'delete'),
  ...verbs('routing:wrapupCode', 'view', 'add', 'edit', 'delete'),
  ...verbs('analytics:conversationDetail', 'view'),
  ...verbs('analytics:agentConversationDetail', 'view'),
] as const;

export type Permission = (typeof permissions)[number];

/** A permission, or a pattern for several: `*`, `outbound:*`, `outbound:contactList:*`. */
export function isPermissionPattern(text: string): boolean {
  return permissions.some((permission) => matchesPermission(text, permission));
}

/** @param pattern of a role. A `*` at its end matches everything that follows. */
export function matchesPermission(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true;
  return pattern.endsWith(':*') && permission.startsWith(pattern.slice(0, -1));
}
