/** Contacts as they travel (contract, section 3: DialerContact), with what our engine has beyond it. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { FilterClause, Join } from '../filters/filter-schema.ts';
import { setByServer } from '../http/ignored-fields.ts';

const Cell = Type.Unsafe<string | number | boolean | null>({
  type: ['string', 'number', 'boolean', 'null'],
  description: 'Kept as text.',
});

/** A contact as it is sent. */
export const ContactBody = Type.Object(
  {
    id: Type.Optional(
      Nullable(
        Type.String({
          maxLength: 2_000,
          description: 'Else the value of the list’s contact id column, else a hash of the cells.',
        }),
      ),
    ),
    contactListId: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
    data: Type.Record(Type.String(), Cell, { description: 'Column to value; columns left out are empty.' }),
    callable: Type.Optional(
      Nullable(Type.Boolean({ description: 'Follows from the numbers; false is refused, use a DNC list.' })),
    ),
    phoneNumberStatus: setByServer,
    contactableStatus: setByServer,
    latestWhatsAppEvaluations: setByServer,
    latestSmsEvaluations: setByServer,
    latestEmailEvaluations: setByServer,
    latestWhatsAppDelivery: setByServer,
    configurationOverrides: setByServer,
    callRecords: setByServer,
    contactColumnTimeZones: setByServer,
    retentionType: setByServer,
    retentionDays: setByServer,
    dateExpiration: setByServer,
    name: setByServer,
    dateCreated: setByServer,
    selfUri: setByServer,
  },
  { additionalProperties: false },
);
export type ContactBody = Static<typeof ContactBody>;

const Evaluation = Type.Object({
  contactColumn: Type.String(),
  contactAddress: Type.Optional(Type.String()),
  messageType: Type.String(),
  wrapupCodeId: Type.String(),
  timestamp: Type.Optional(Type.String()),
});

export const ContactEntity = Type.Object({
  id: Type.String(),
  contactListId: Type.String(),
  data: Type.Record(Type.String(), Type.String()),
  callable: Type.Boolean(),
  phoneNumberStatus: Type.Record(Type.String(), Type.Object({ callable: Type.Boolean() })),
  contactableStatus: Type.Record(
    Type.String(),
    Type.Object({
      contactable: Type.Boolean(),
      columnStatus: Type.Record(Type.String(), Type.Object({ contactable: Type.Boolean() })),
    }),
  ),
  latestWhatsAppEvaluations: Type.Record(Type.String(), Evaluation),
  latestWhatsAppDelivery: Type.Record(
    Type.String(),
    Type.Object({
      deliveryStatus: Type.Optional(Type.String()),
      error: Type.Optional(Type.String({ description: 'Code and text, or why the contact was skipped.' })),
    }),
    { description: 'Ours: the Delivery Status of the last attempt, by column.' },
  ),
  configurationOverrides: Type.Object({
    priority: Type.Boolean({ description: 'Whether it was added with priority=true.' }),
  }),
  dateCreated: Type.Optional(Type.String({ format: 'date-time' })),
  selfUri: Type.String(),
});
export type ContactEntity = Static<typeof ContactEntity>;

const ContactSorts = Type.Array(
  Type.Object(
    {
      fieldName: Type.String({ maxLength: 1_000 }),
      direction: Type.Optional(Type.Enum(['ASC', 'DESC'])),
      numeric: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);

/** Which contacts of a list are meant: by a stored filter, by clauses, or both. */
export const Criteria = {
  contactListFilterId: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
  criteria: Type.Optional(
    Nullable(
      Type.Object(
        { clauses: Type.Array(FilterClause, { maxItems: 100 }), filterType: Type.Optional(Join) },
        { additionalProperties: false },
      ),
    ),
  ),
};

export const SearchBody = Type.Object(
  {
    ...Criteria,
    pageNumber: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'At most 100 are returned.' }),
    contactSorts: Type.Optional(Nullable(ContactSorts)),
    cursor: Type.Optional(
      Type.String({
        maxLength: 100,
        description:
          'Ours: of the page before; empty: the first page. Pages then come in the order of arrival, whatever pageNumber says, cost the same at any size of the list, and may be short.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A ContactListingResponse; by cursor it has a cursor where a page by number has its number and the total. */
export const SearchAnswer = Type.Object({
  entities: Type.Array(ContactEntity),
  pageSize: Type.Integer(),
  pageNumber: Type.Optional(Type.Integer()),
  total: Type.Optional(Type.Integer({ description: 'Absent where pages are asked for by cursor.' })),
  pageCount: Type.Optional(Type.Integer()),
  contactsCount: Type.Integer({ description: 'Contacts in the list.' }),
  cursor: Type.Optional(Type.String({ description: 'Ours: there are more; for the next page by cursor.' })),
});
