/** The roles that every installation has; others are created with the permission `authorization:role:add`. */

export type RoleDefinition = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Patterns (permissions.ts). */
  readonly permissions: readonly string[];
};

export const ADMIN_ROLE = 'admin';

export const builtInRoles: readonly RoleDefinition[] = [
  {
    id: ADMIN_ROLE,
    name: 'Administrator',
    description: 'Everything, people and clients included.',
    permissions: ['*'],
  },
  {
    id: 'supervisor',
    name: 'Campaign supervisor',
    description: 'Campaigns, contact lists, filters, DNC lists, templates and reports.',
    permissions: [
      'outbound:whatsAppCampaign:*',
      'outbound:messagingCampaign:*',
      'outbound:contactList:*',
      'outbound:contact:*',
      'outbound:contactListFilter:*',
      'outbound:dncList:*',
      'outbound:dnc:*',
      'outbound:eventLog:view',
      'outbound:optOut:*',
      'messaging:integration:view',
      'responses:response:*',
      'responses:library:*',
      'routing:wrapupCode:view',
      'analytics:conversationDetail:view',
    ],
  },
  {
    id: 'viewer',
    name: 'Viewer',
    description: 'Sees campaigns, lists and reports, without the contacts themselves.',
    permissions: [
      'outbound:whatsAppCampaign:view',
      'outbound:whatsAppCampaign:search',
      'outbound:contactList:view',
      'outbound:contactList:search',
      'outbound:contactListFilter:view',
      'outbound:dncList:view',
      'outbound:dncList:search',
      'outbound:eventLog:view',
      'messaging:integration:view',
      'responses:response:view',
      'responses:library:view',
      'routing:wrapupCode:view',
    ],
  },
];
