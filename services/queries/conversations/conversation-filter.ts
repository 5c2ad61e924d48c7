/**
 * Filters of a conversations query (contract, section 3): predicates on dimensions, joined in clauses. Pure.
 */
import type { ConversationRow } from './conversation-row.ts';

export const segmentDimensions = [
  'outboundCampaignId',
  'outboundContactId',
  'outboundContactListId',
  'deliveryStatus',
  'extendedDeliveryStatus',
  'wrapUpCode',
  'mediaType',
  'messageType',
  'direction',
  'addressTo',
] as const;
export const conversationDimensions = ['conversationId', 'divisionId', 'originatingDirection'] as const;
export type Dimension = (typeof segmentDimensions)[number] | (typeof conversationDimensions)[number];

export type Predicate = {
  readonly dimension: Dimension;
  readonly operator?: 'matches' | 'exists' | 'notExists';
  readonly value?: string | null;
};
type Clause = { readonly type: 'and' | 'or'; readonly predicates: readonly Predicate[] };
export type ConversationFilter = {
  readonly type: 'and' | 'or';
  readonly clauses?: readonly Clause[];
  readonly predicates?: readonly Predicate[];
};

const valueOf: { readonly [D in Dimension]: (row: ConversationRow) => string | null } = {
  outboundCampaignId: ({ campaignId }) => campaignId,
  outboundContactId: ({ contactId }) => contactId,
  outboundContactListId: ({ contactListId }) => contactListId,
  deliveryStatus: (row) => row.deliveryStatus,
  extendedDeliveryStatus: (row) => row.extendedDeliveryStatus,
  wrapUpCode: (row) => row.wrapUpCode,
  mediaType: () => 'message',
  messageType: () => 'whatsapp',
  direction: () => 'outbound',
  addressTo: ({ addressTo }) => addressTo,
  conversationId: ({ conversationId }) => conversationId,
  divisionId: ({ divisionId }) => divisionId,
  originatingDirection: () => 'outbound',
};

/** Whether a conversation passes all filters; one without clauses and predicates lets everything pass. */
export const passes = (filters: readonly ConversationFilter[], row: ConversationRow): boolean =>
  filters.every(({ type, clauses = [], predicates = [] }) =>
    join(type, [
      ...clauses.map((clause) =>
        join(
          clause.type,
          clause.predicates.map((predicate) => fits(predicate, row)),
        ),
      ),
      ...predicates.map((predicate) => fits(predicate, row)),
    ]),
  );

const join = (type: 'and' | 'or', results: readonly boolean[]): boolean =>
  results.length === 0 || (type === 'and' ? results.every(Boolean) : results.some(Boolean));

function fits({ dimension, operator = 'matches', value }: Predicate, row: ConversationRow): boolean {
  const found = valueOf[dimension](row);
  if (operator === 'exists') return found !== null;
  if (operator === 'notExists') return found === null;
  return found === (value ?? null);
}

/** Dimensions that all conversations of a run have in common. */
const ofRuns: ReadonlySet<Dimension> = new Set([
  ...(['outboundCampaignId', 'outboundContactListId', 'divisionId'] as const),
  ...(['mediaType', 'messageType', 'direction', 'originatingDirection'] as const),
]);

/** Whether the filters let pass all conversations of a run, or none. */
export const isOfRuns = (filters: readonly ConversationFilter[]): boolean =>
  dimensionsOf(filters).every((dimension) => ofRuns.has(dimension));

export const asksFor = (filters: readonly ConversationFilter[], dimension: Dimension): boolean =>
  dimensionsOf(filters).includes(dimension);

const dimensionsOf = (filters: readonly ConversationFilter[]): Dimension[] =>
  filters
    .flatMap(({ clauses = [], predicates = [] }) => [
      ...predicates,
      ...clauses.flatMap((clause) => clause.predicates),
    ])
    .map(({ dimension }) => dimension);

/** The only values of a dimension that can pass, as far as the filters say so: what to look for. Null: any. */
export function wantedValues(
  filters: readonly ConversationFilter[],
  dimension: Dimension,
): ReadonlySet<string> | null {
  return intersect(
    filters.map(({ type, clauses = [], predicates = [] }) => {
      const parts = [
        ...clauses.map((clause) =>
          combine(
            clause.type,
            clause.predicates.map((predicate) => wantedBy(predicate, dimension)),
          ),
        ),
        ...predicates.map((predicate) => wantedBy(predicate, dimension)),
      ];
      return combine(type, parts);
    }),
  );
}

type Wanted = ReadonlySet<string> | null;

const wantedBy = ({ dimension, operator = 'matches', value }: Predicate, asked: Dimension): Wanted =>
  dimension === asked && operator === 'matches' && typeof value === 'string' ? new Set([value]) : null;

/** Of several that must hold each narrows; of several that may hold the loosest decides. */
function combine(type: 'and' | 'or', parts: readonly Wanted[]): Wanted {
  if (type === 'and') return intersect(parts);
  if (parts.length === 0 || parts.includes(null)) return null;
  return new Set(parts.flatMap((part) => [...(part ?? [])]));
}

function intersect(parts: readonly Wanted[]): Wanted {
  const [first, ...rest] = parts.filter((part) => part !== null);
  if (!first) return null;
  return new Set([...first].filter((value) => rest.every((part) => part.has(value))));
}
