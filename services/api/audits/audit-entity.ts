/** An entry of the audit → as it is shown: the AuditLogMessage of Genesys Cloud. Pure. */
import Type, { type Static } from 'typebox';
import type { AuditDocument, AuditedChange } from '../../../schemas/collections/audit-collections.ts';
import { Ref, refTo } from '../http/refs.ts';
import { kinds } from './audited-kinds.ts';

const Values = Type.Array(Type.String({ description: 'JSON of the value; cut when it is long.' }));

export const AuditLogMessage = Type.Object({
  id: Type.String(),
  user: Type.Optional(Ref),
  client: Type.Optional(Ref),
  remoteIp: Type.Optional(Type.Array(Type.String())),
  serviceName: Type.String(),
  eventDate: Type.String(),
  message: Type.Object({ message: Type.String() }),
  action: Type.String({ description: 'Name of the command, or what was done to a user, client or role.' }),
  entity: Ref,
  entityType: Type.String(),
  status: Type.Enum(['SUCCESS', 'FAILURE'], { description: 'FAILURE: refused; nothing changed.' }),
  application: Type.String({
    description: 'API, CONSOLE, CLI, TOPIC (published on the topic directly) or SYSTEM.',
  }),
  propertyChanges: Type.Array(Type.Object({ property: Type.String(), oldValues: Values, newValues: Values })),
  context: Type.Record(Type.String(), Type.String(), {
    description:
      'Ours: `who` and `whoKind`, the machine of the command line as `address`, `division`, codes as `refusedWith`.',
  }),
});

export function toAuditLogMessage(entry: AuditDocument): Static<typeof AuditLogMessage> {
  const { _id: id, at, action, isDone, who, from, entity, divisionId, changes, faults } = entry;
  const { service, entityType, path } = kinds[entity.kind];
  const isByIp = from.address !== null && (from.door === 'API' || from.door === 'CONSOLE');
  const name = entity.name === null ? {} : { name: entity.name };
  return {
    id,
    ...(who.kind === 'user' ? { user: { id: who.id, name: who.name } } : {}),
    ...(who.kind === 'client' ? { client: { id: who.id, name: who.name } } : {}),
    ...(isByIp && from.address !== null ? { remoteIp: [from.address] } : {}),
    serviceName: service,
    eventDate: at.toISOString(),
    message: { message: sentenceOf(entry) },
    action,
    entity: { ...(path ? refTo(path, entity.id) : { id: entity.id }), ...name },
    entityType,
    status: isDone ? 'SUCCESS' : 'FAILURE',
    application: from.door,
    propertyChanges: changes.map(toPropertyChange),
    context: {
      ...{ who: who.name, whoKind: who.kind },
      ...(from.address === null || isByIp ? {} : { address: from.address }),
      ...(divisionId === null ? {} : { division: divisionId }),
      ...(faults.length === 0 ? {} : { refusedWith: faults.map(({ code }) => code).join(', ') }),
    },
  };
}

const toPropertyChange = ({ property, before, after }: AuditedChange) => ({
  property,
  oldValues: before === null ? [] : [before],
  newValues: after === null ? [] : [after],
});

function sentenceOf({ who, action, entity, isDone, faults }: AuditDocument): string {
  const what = `${who.kind} ${who.name}: ${action} of ${kinds[entity.kind].entityType} ${entity.name ?? entity.id}`;
  return isDone ? what : `${what} was refused: ${faults.map(({ message }) => message).join(' ')}`;
}
