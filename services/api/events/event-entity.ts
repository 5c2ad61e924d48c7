/** An entry of the event log → as it is shown. */
import Type, { type Static } from 'typebox';
import type { EventDocument } from '../../../schemas/collections.ts';
import { paths, Ref, refTo } from '../http/refs.ts';

export const levels = ['INFO', 'WARNING', 'ERROR'] as const;
export const categories = [
  'MESSAGING_CAMPAIGN',
  'CONTACT_LIST',
  'CONTACT_LIST_FILTER',
  'DNC_LIST',
  'IMPORT_ERROR',
  'ENTITY_LIMIT',
  'INTEGRATION',
  'OPT_OUT',
  'DIVISION',
  'WRAPUP_CODE',
  'RESPONSE',
  'RESPONSE_LIBRARY',
  'WEBHOOK_SUBSCRIPTION',
] as const satisfies ReadonlyArray<EventDocument['category']>;

export const EventLog = Type.Object({
  id: Type.String(),
  name: Type.String(),
  errorEntity: Type.Optional(Ref),
  relatedEntity: Type.Optional(Ref),
  timestamp: Type.String(),
  level: Type.Enum(levels),
  category: Type.Enum(categories),
  correlationId: Type.Optional(Type.String({ description: 'Id of the command or import.' })),
  eventMessage: Type.Object({
    code: Type.String(),
    message: Type.String(),
    messageParams: Type.Record(Type.String(), Type.String()),
  }),
  issuedBy: Type.Optional(Type.String({ description: 'Ours: who commanded.' })),
  selfUri: Type.String(),
});

const entityPaths: Readonly<Record<string, keyof typeof paths>> = {
  campaign: 'campaign',
  contactList: 'contactList',
  contactListFilter: 'contactListFilter',
  dncList: 'dncList',
  integration: 'integration',
  division: 'division',
  wrapupCode: 'wrapupCode',
  response: 'response',
  library: 'library',
  webhookSubscription: 'webhookSubscription',
};

export function toEventLog(event: EventDocument): Static<typeof EventLog> {
  const { _id, at, level, category, code, message, entity, who, correlationId } = event;
  const path = entityPaths[entity?.kind ?? ''];
  const about = entity
    ? {
        ...(path ? refTo(path, entity.id) : { id: entity.id }),
        ...(entity.name ? { name: entity.name } : {}),
      }
    : null;
  return {
    id: _id,
    name: code,
    ...(about ? { [level === 'INFO' ? 'relatedEntity' : 'errorEntity']: about } : {}),
    timestamp: at.toISOString(),
    level,
    category,
    ...(correlationId === null ? {} : { correlationId }),
    eventMessage: { code, message, messageParams: {} },
    ...(who === null ? {} : { issuedBy: who }),
    selfUri: `${paths.event}/${encodeURIComponent(_id)}`,
  };
}
