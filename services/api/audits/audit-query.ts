/** The audit's query in the words of Genesys Cloud → what is looked for. Pure. */
import Type, { type Static } from 'typebox';
import type { AuditQuery } from '../../queries/audits.ts';
import type { Principal } from '../../access/principal.ts';
import { apiError } from '../http/api-error.ts';
import { intervalOf } from '../http/interval.ts';
import { kinds, kindsWith, visibleKinds } from './audited-kinds.ts';

const properties = [
  'UserId',
  'ClientId',
  'EntityId',
  'EntityType',
  'Action',
  'Status',
  'Application',
] as const;

export const AuditQueryBody = Type.Object(
  {
    interval: Type.String({
      maxLength: 200,
      description: 'Start and end as ISO 8601: 2025-01-31T00:00:00Z/2025-02-01T00:00:00Z.',
    }),
    serviceName: Type.Optional(Type.Enum([...new Set(Object.values(kinds).map(({ service }) => service))])),
    filters: Type.Optional(
      Type.Array(
        Type.Object(
          { property: Type.Enum(properties), value: Type.String({ minLength: 1, maxLength: 200 }) },
          { additionalProperties: false },
        ),
        { maxItems: 10, description: 'All of them hold. Status and Application are ours.' },
      ),
    ),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.Enum(['Timestamp']),
            sortOrder: Type.Enum(['ascending', 'descending'], { default: 'descending' }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 1 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type AuditQueryBody = Static<typeof AuditQueryBody>;

/** @throws ApiError 400 naming what is wrong */
export function searchOf(principal: Principal, body: AuditQueryBody): AuditQuery {
  const valueOf = (...names: readonly string[]): string | undefined => {
    const found = (body.filters ?? []).filter(({ property }) => names.includes(property));
    if (found.length > 1)
      throw apiError(400, 'invalid.value', `${names.join(' or ')} is asked for twice.`, 'filters');
    return found[0]?.value;
  };
  const oneOf = <V extends string>(property: string, values: readonly V[]): V | undefined => {
    const value = valueOf(property);
    const known = values.find((name) => name === value);
    if (value !== undefined && known === undefined)
      throw apiError(400, 'invalid.value', `${property} must be one of ${values.join(', ')}.`, 'filters');
    return known;
  };
  const type = oneOf(
    'EntityType',
    Object.values(kinds).map(({ entityType }) => entityType),
  );
  const status = oneOf('Status', ['SUCCESS', 'FAILURE']);
  const { serviceName } = body;
  return {
    visible: visibleKinds(principal),
    ...intervalOf(body.interval),
    whoId: valueOf('UserId', 'ClientId'),
    entityId: valueOf('EntityId'),
    action: valueOf('Action'),
    door: oneOf('Application', ['API', 'CONSOLE', 'CLI', 'TOPIC', 'SYSTEM']),
    isDone: status === undefined ? undefined : status === 'SUCCESS',
    kinds:
      type === undefined && serviceName === undefined
        ? undefined
        : kindsWith(
            ({ entityType, service }) =>
              (type === undefined || entityType === type) &&
              (serviceName === undefined || service === serviceName),
          ),
  };
}

export const isDescending = ({ sort }: AuditQueryBody): boolean => sort?.[0]?.sortOrder !== 'ascending';
