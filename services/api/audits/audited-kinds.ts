/** The kinds of things that the audit is about: their names for callers, and who may see what happened to them. Pure. */
import { auditedKinds, type AuditedKind } from '../../../schemas/collections/audit-collections.ts';
import type { Permission } from '../../access/permissions.ts';
import {
  divisionsWith,
  divisionsWithAny,
  isNowhere,
  type Divisions,
  type Principal,
} from '../../access/principal.ts';
import type { VisibleKinds } from '../../queries/audits.ts';
import { permissionsTo } from '../campaigns/campaign-access.ts';
import type { paths } from '../http/refs.ts';

export const AUDIT_VIEW: Permission = 'audits:audit:view';

type Kind = {
  readonly service: string;
  readonly entityType: string;
  /** Any of them, besides that of the audit itself; null: none is needed. */
  readonly seeing: readonly Permission[] | null;
  readonly path?: keyof typeof paths;
};

export const kinds: Readonly<Record<AuditedKind, Kind>> = {
  campaign: {
    ...{ service: 'Outbound', entityType: 'MessagingCampaign', path: 'campaign' },
    seeing: permissionsTo('view'),
  },
  contactList: {
    ...{ service: 'Outbound', entityType: 'ContactList', path: 'contactList' },
    seeing: ['outbound:contactList:view'],
  },
  dncList: {
    ...{ service: 'Outbound', entityType: 'DncList', path: 'dncList' },
    seeing: ['outbound:dncList:view'],
  },
  contactListFilter: {
    ...{ service: 'Outbound', entityType: 'ContactListFilter', path: 'contactListFilter' },
    seeing: ['outbound:contactListFilter:view'],
  },
  import: {
    ...{ service: 'Outbound', entityType: 'Import' },
    seeing: ['outbound:contactList:view', 'outbound:dncList:view'],
  },
  webhookSubscription: {
    ...{ service: 'Outbound', entityType: 'WebhookSubscription', path: 'webhookSubscription' },
    seeing: ['outbound:webhookSubscription:view'],
  },
  deadLetter: {
    ...{ service: 'Outbound', entityType: 'DeadLetter' },
    seeing: ['outbound:deadLetter:view'],
  },
  integration: {
    ...{ service: 'Messaging', entityType: 'WhatsAppIntegration', path: 'integration' },
    seeing: ['messaging:integration:view'],
  },
  response: {
    ...{ service: 'ResponseManagement', entityType: 'Response', path: 'response' },
    seeing: ['responses:response:view'],
  },
  library: {
    ...{ service: 'ResponseManagement', entityType: 'Library', path: 'library' },
    seeing: ['responses:library:view'],
  },
  wrapupCode: {
    ...{ service: 'Routing', entityType: 'WrapupCode', path: 'wrapupCode' },
    seeing: ['routing:wrapupCode:view'],
  },
  division: { service: 'PeoplePermissions', entityType: 'Division', path: 'division', seeing: null },
  role: {
    ...{ service: 'PeoplePermissions', entityType: 'Role', path: 'role' },
    seeing: ['authorization:role:view'],
  },
  user: { service: 'Directory', entityType: 'User', path: 'user', seeing: ['directory:user:view'] },
  client: { service: 'OAuth', entityType: 'Client', path: 'client', seeing: ['oauth:client:view'] },
};

export const kindsWith = (matches: (kind: Kind) => boolean): AuditedKind[] =>
  auditedKinds.filter((name) => matches(kinds[name]));

/** What a caller may see of the audit; null: all of it. */
export function visibleKinds(principal: Principal): VisibleKinds | null {
  const visible = new Map<AuditedKind, 'all' | readonly string[]>();
  const audits = divisionsWith(principal, AUDIT_VIEW);
  for (const name of auditedKinds) {
    const { seeing } = kinds[name];
    const divisions = both(audits, seeing === null ? 'all' : divisionsWithAny(principal, seeing));
    if (!isNowhere(divisions)) visible.set(name, divisions === 'all' ? 'all' : [...divisions]);
  }
  const seesAll = auditedKinds.every((name) => visible.get(name) === 'all');
  return seesAll ? null : visible;
}

function both(left: Divisions, right: Divisions): Divisions {
  if (left === 'all') return right;
  if (right === 'all') return left;
  return new Set([...left].filter((id) => right.has(id)));
}
