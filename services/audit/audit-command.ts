/** The audit's entry of a command: written in the transaction that decides it, or not at all. */
import type { ClientSession } from 'mongodb';
import type { AuditActor, AuditedKind, AuditOrigin } from '../../schemas/collections/audit-collections.ts';
import type { CampaignCommand } from '../../schemas/types.ts';
import type { Fault } from '../domain/fault.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { broughtBy, kindOfCommand } from './audited-commands.ts';
import { divisionOf, findThing, propertiesOf } from './audited-things.ts';
import { changedProperties } from './changed-properties.ts';
import { boundedFaults, insertAudit } from './audit-store.ts';

export type Verdict = { readonly accepted: boolean; readonly faults: readonly Fault[] };
/** Writes the entry, when the command has been decided and its effect is written. */
export type WriteAudit = (verdict: Verdict, now: Date) => Promise<void>;

/** Before the effect: looks at the thing as it is. */
export async function beginAudit(
  database: Database,
  session: ClientSession,
  command: CampaignCommand,
): Promise<WriteAudit> {
  const { commandId, subjectId, body } = command;
  const kind = kindOfCommand[body.type];
  // our own services' commands tell what happened; the event log has that
  if (kind === null) return async () => undefined;
  const before = await findThing(database, session, kind, subjectId);
  return async ({ accepted, faults }, now) => {
    const after = accepted ? await findThing(database, session, kind, subjectId) : before;
    const shown = after ?? before;
    await insertAudit(
      database,
      {
        _id: commandId,
        at: now,
        action: body.type,
        isDone: accepted,
        ...issuerOf(command),
        entity: { kind, id: subjectId, name: nameOf(kind, shown?.name, body) },
        divisionId: (await divisionOf(database, session, kind, shown)) ?? askedDivision(body),
        changes: accepted
          ? [...changedProperties(before, after, propertiesOf(kind)), ...broughtBy(body)]
          : [],
        faults: boundedFaults(faults),
      },
      session,
    );
  };
}

/** Of a refused creation. */
const askedDivision = (body: CampaignCommand['body']): string | null =>
  'divisionId' in body && typeof body.divisionId === 'string' ? body.divisionId : null;

/** The name that a refused creation asked for is told too. */
function nameOf(kind: AuditedKind, stored: string | undefined, body: CampaignCommand['body']): string | null {
  if (stored !== undefined) return stored;
  return kind !== 'import' && 'name' in body && typeof body.name === 'string'
    ? body.name.slice(0, 200)
    : null;
}

const doors = ['API', 'CONSOLE', 'CLI'] as const;
const kinds = ['user', 'client', 'operator'] as const;

/** Whoever may write to the topic is believed (docs/kafka-acls.md). */
export function issuerOf({ issuedBy, origin }: Pick<CampaignCommand, 'issuedBy' | 'origin'>): {
  who: AuditActor;
  from: AuditOrigin;
} {
  const door = doors.find((name) => name === origin?.door);
  const kind = kinds.find((name) => name === origin?.kind);
  if (!origin || !door || !kind) {
    const name = issuedBy.slice(0, 200);
    return { who: { kind: 'topic', id: name, name }, from: { door: 'TOPIC', address: null } };
  }
  return {
    who: { kind, id: origin.id.slice(0, 200), name: origin.name.slice(0, 200) },
    from: { door, address: origin.address?.slice(0, 200) ?? null },
  };
}
