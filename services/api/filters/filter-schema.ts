/** Contact list filters as they travel (contract, section 3). */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { Ref, SentRef } from '../http/refs.ts';
import { setByServer } from '../http/ignored-fields.ts';

const notServed = Type.Optional(Type.Unknown({ description: 'Not served: contact list templates.' }));
const text = Nullable(Type.String({ maxLength: 10_000 }));

export const Join = Nullable(Type.Enum(['AND', 'OR']));

/** What a predicate lacks, the contract's codes tell (`column.required` …): the shape lets it through. */
export const FilterClause = Type.Object(
  {
    filterType: Type.Optional(Join),
    predicates: Type.Optional(
      Nullable(
        Type.Array(
          Type.Object(
            {
              column: Type.Optional(text),
              columnType: Type.Optional(Nullable(Type.Enum(['numeric', 'alphabetic']))),
              operator: Type.Optional(
                Nullable(
                  Type.Enum([
                    ...['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS'],
                    ...['CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'BEFORE', 'AFTER', 'BETWEEN', 'IN'],
                  ]),
                ),
              ),
              value: Type.Optional(text),
              range: Type.Optional(
                Nullable(
                  Type.Object(
                    {
                      min: Type.Optional(text),
                      max: Type.Optional(text),
                      minInclusive: Type.Optional(Nullable(Type.Boolean())),
                      maxInclusive: Type.Optional(Nullable(Type.Boolean())),
                      inSet: Type.Optional(Nullable(Type.Array(Type.String({ maxLength: 10_000 })))),
                    },
                    { additionalProperties: false },
                  ),
                ),
              ),
              inverted: Type.Optional(Nullable(Type.Boolean())),
            },
            { additionalProperties: false },
          ),
          { maxItems: 100 },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);
export type FilterClause = Static<typeof FilterClause>;

export const FilterBody = Type.Object(
  {
    name: Type.Optional(Nullable(Type.String({ maxLength: 1_000 }))),
    contactList: Type.Optional(Nullable(SentRef)),
    sourceType: Type.Optional(Nullable(Type.Enum(['ContactList', 'ContactListTemplate']))),
    contactListTemplate: notServed,
    clauses: Type.Optional(Nullable(Type.Array(FilterClause, { maxItems: 100 }))),
    filterType: Type.Optional(Join),
    version: Type.Optional(Type.Integer()),
    id: setByServer,
    dateCreated: setByServer,
    dateModified: setByServer,
    selfUri: setByServer,
  },
  { additionalProperties: false },
);
export type FilterBody = Static<typeof FilterBody>;

const Clause = Type.Object({
  filterType: Type.String(),
  predicates: Type.Array(
    Type.Object({
      column: Type.String(),
      columnType: Type.String(),
      operator: Type.String(),
      value: Type.Optional(Type.String()),
      range: Type.Optional(
        Type.Object({
          min: Type.Optional(Type.String()),
          max: Type.Optional(Type.String()),
          minInclusive: Type.Boolean(),
          maxInclusive: Type.Boolean(),
          inSet: Type.Array(Type.String()),
        }),
      ),
      inverted: Type.Boolean(),
    }),
  ),
});

export const FilterEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  version: Type.Integer(),
  contactList: Ref,
  sourceType: Type.String(),
  clauses: Type.Array(Clause),
  filterType: Type.String(),
  selfUri: Type.String(),
});
export type FilterEntity = Static<typeof FilterEntity>;
