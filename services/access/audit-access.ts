/** The audit of users, clients and roles: written in the transaction of the change. Of secrets it says that they changed. */
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { accessCollections } from '../../schemas/collections/access-collections.ts';
import type {
  AuditActor,
  AuditDocument,
  AuditedChange,
  AuditOrigin,
} from '../../schemas/collections/audit-collections.ts';
import { boundedFaults, insertAudit } from '../audit/audit-store.ts';
import { changedProperties } from '../audit/changed-properties.ts';
import { Refused } from '../domain/refused.ts';
import { inTransaction, ONCE } from '../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../platform/mongo/mongo.ts';

/** Who changes something, through which door. */
export type Actor = { readonly who: AuditActor; readonly from: AuditOrigin };
export const THE_SYSTEM: Actor = {
  who: { kind: 'system', id: 'system', name: 'system' },
  from: { door: 'SYSTEM', address: null },
};

export type AccessKind = 'user' | 'client' | 'role';
export type AccessChange = {
  kind: AccessKind;
  id: string;
  action: string;
  actor: Actor;
  now: Date;
  /** No entry when nothing changes that the audit tells. */
  onlyIfTold?: true;
};
type Account = { _id: string; name: string; email?: string } & Record<string, unknown>;

const told: Readonly<Record<AccessKind, readonly string[]>> = {
  user: ['email', 'name', 'grants', 'groupGrants', 'identity', 'active', 'mustChangePassword', 'lockedUntil'],
  client: ['name', 'description', 'grants', 'active'],
  role: ['name', 'description', 'permissions'],
};
const secrets: Readonly<Record<AccessKind, readonly [field: string, name: string] | null>> = {
  user: ['passwordHash', 'password'],
  client: ['secretHash', 'secret'],
  role: null,
};

/**
 * Writes a change and its entry together, or neither; what is refused is told too.
 * @param write returns false when there is nothing to change
 * @returns false then, and when a unique value is taken
 * @throws Refused as `write` does
 */
export async function changeWithAudit(
  database: Database,
  change: AccessChange,
  write: (session: ClientSession) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await inTransaction(
      database,
      async (session) => {
        const before = await findAccount(database, change, session);
        if (!(await write(session))) return false;
        const after = await findAccount(database, change, session);
        const changes = [
          ...changedProperties(before, after, told[change.kind]),
          ...changedSecret(change.kind, before, after),
        ];
        if (changes.length > 0 || !change.onlyIfTold)
          await insertAudit(database, entryOf(change, after ?? before, { changes }), session);
        return true;
      },
      ONCE,
    );
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    if (error instanceof Refused) {
      const account = await findAccount(database, change);
      if (account) await auditAttempt(database, change, account, boundedFaults(error.faults));
    }
    throw error;
  }
}

/** What was done without a change, or tried in vain. */
export async function auditAttempt(
  database: Database,
  change: AccessChange,
  account: { name: string; email?: string } | null,
  faults: AuditDocument['faults'] = [],
): Promise<void> {
  await insertAudit(database, entryOf(change, account, { faults }));
}

function entryOf(
  { kind, id, action, actor, now }: AccessChange,
  account: { name: string; email?: string } | null,
  { changes = [], faults = [] }: Partial<Pick<AuditDocument, 'changes' | 'faults'>>,
): AuditDocument {
  return {
    _id: randomUUID(),
    at: now,
    action,
    isDone: faults.length === 0,
    ...actor,
    entity: { kind, id, name: account?.email ?? account?.name ?? null },
    divisionId: null,
    changes,
    faults,
  };
}

const findAccount = (
  database: Database,
  { kind, id }: AccessChange,
  session?: ClientSession,
): Promise<Account | null> =>
  database.db
    .collection<{ _id: string }>(accessCollections[`${kind}s`].name)
    .findOne<Account>({ _id: id }, session ? { session } : {});

/** That it changed, never what it is. */
function changedSecret(kind: AccessKind, before: Account | null, after: Account | null): AuditedChange[] {
  const secret = secrets[kind];
  if (!secret || !after) return [];
  const [field, property] = secret;
  const isSame = (before?.[field] ?? null) === (after[field] ?? null);
  return isSame ? [] : [{ property, before: null, after: '"changed"' }];
}
