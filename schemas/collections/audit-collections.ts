/** The audit: every change of what people make and of who may come in. */
import { collection } from './collection.ts';

export const auditedKinds = [
  'campaign',
  'contactList',
  'dncList',
  'contactListFilter',
  'integration',
  'division',
  'wrapupCode',
  'response',
  'library',
  'import',
  'webhookSubscription',
  'user',
  'client',
  'role',
  'deadLetter',
] as const;
export type AuditedKind = (typeof auditedKinds)[number];

/** Things that lie in divisions; an entry without one shows to those alone who may see all divisions. */
export const kindsInDivisions: ReadonlySet<AuditedKind> = new Set<AuditedKind>([
  ...(['campaign', 'contactList', 'dncList', 'contactListFilter', 'import'] as const),
  ...(['webhookSubscription', 'division', 'wrapupCode'] as const),
]);

/** Who: a person or program of the API, who uses the command line, a program that publishes commands itself, or the system. */
export type AuditActor = {
  kind: 'user' | 'client' | 'operator' | 'topic' | 'system';
  id: string;
  name: string;
};

/** Through which door, and from where: an IP address, or the machine of the command line. */
export type AuditOrigin = {
  door: 'API' | 'CONSOLE' | 'CLI' | 'TOPIC' | 'SYSTEM';
  address: string | null;
};

/** JSON of the values; null = there was none. */
export type AuditedChange = { property: string; before: string | null; after: string | null };

export type AuditDocument = {
  /** The command's id; else a random one. */
  _id: string;
  at: Date;
  /** The command's name, or what was done to users, clients and roles. */
  action: string;
  /** False: it was refused, and changed nothing. */
  isDone: boolean;
  who: AuditActor;
  from: AuditOrigin;
  entity: { kind: AuditedKind; id: string; name: string | null };
  /** Division of the thing; null: it lies in none. */
  divisionId: string | null;
  /** Never a secret, and no data of contacts. */
  changes: AuditedChange[];
  /** Why it was refused. */
  faults: Array<{ code: string; message: string }>;
};

export const auditCollections = {
  audits: collection<AuditDocument>({
    name: 'audits',
    // for campaigns, importer, api and cli, each in the transaction of the change
    writers: ['audit', 'people'],
    indexes: [
      { keys: { at: 1 }, expireAfterSeconds: 365 * 24 * 3600, expiresBy: 'audits' },
      { keys: { at: 1, _id: 1 } },
      { keys: { 'entity.id': 1, at: 1, _id: 1 } },
      { keys: { 'who.id': 1, at: 1, _id: 1 } },
    ],
  }),
} as const;
