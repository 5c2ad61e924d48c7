/** A contact list as it travels (contract, section 3), with what our engine has beyond it. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { Ref, SentRef } from '../http/refs.ts';
import { ImportStatus } from './import-status.ts';
import { setByServer } from '../http/ignored-fields.ts';
import { UnusedProperties } from './unused-properties.ts';

const column = Type.String({ maxLength: 1_000 });

export const ContactListBody = Type.Object(
  {
    name: Type.String({ maxLength: 1_000 }),
    division: Type.Optional(Nullable(SentRef)),
    columnNames: Type.Array(column, { maxItems: 1_000 }),
    whatsAppColumns: Type.Optional(
      Nullable(
        Type.Array(
          Type.Object(
            {
              columnName: column,
              type: Type.String({ maxLength: 64 }),
              contactableTimeColumn: Type.Optional(
                Nullable(
                  Type.String({ maxLength: 1_000, description: 'Column with the contact’s time zone.' }),
                ),
              ),
              contactableTimeColumnName: Type.Optional(Nullable(column)),
            },
            { additionalProperties: false },
          ),
          { maxItems: 100 },
        ),
      ),
    ),
    timeZone: Type.Optional(Nullable(Type.String({ maxLength: 64 }))),
    contactIdColumn: Type.Optional(
      Nullable(
        Type.String({
          maxLength: 1_000,
          description: 'Ours: its value is the contact’s id; else its row is.',
        }),
      ),
    ),
    defaultCountry: Type.Optional(
      Nullable(Type.String({ maxLength: 10, description: 'Ours: of numbers that are written nationally.' })),
    ),
    version: Type.Optional(Type.Integer()),
    ...UnusedProperties,
    id: setByServer,
    dateCreated: setByServer,
    dateModified: setByServer,
    size: setByServer,
    importStatus: setByServer,
    selfUri: setByServer,
  },
  { additionalProperties: false },
);
export type ContactListBody = Static<typeof ContactListBody>;

export const ContactListEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  version: Type.Integer(),
  division: Ref,
  columnNames: Type.Array(Type.String()),
  ...UnusedProperties,
  whatsAppColumns: Type.Array(
    Type.Object({
      columnName: Type.String(),
      type: Type.String(),
      contactableTimeColumn: Type.Optional(Type.String()),
      contactableTimeColumnName: Type.Optional(Type.String()),
    }),
  ),
  timeZone: Type.Optional(Type.String()),
  contactIdColumn: Type.Optional(Type.String()),
  defaultCountry: Type.Optional(Type.String()),
  importStatus: Type.Optional(ImportStatus),
  size: Type.Optional(Type.Integer()),
  selfUri: Type.String(),
});
export type ContactListEntity = Static<typeof ContactListEntity>;

export const ContactListDivisionView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  division: Ref,
  columnNames: Type.Array(Type.String()),
  importStatus: Type.Optional(ImportStatus),
  size: Type.Optional(Type.Integer()),
  selfUri: Type.String(),
});

/** What an answer has only when it is asked for. */
export const IncludeQuery = {
  includeImportStatus: Type.Boolean({ default: false }),
  includeSize: Type.Boolean({ default: false }),
};
export type Include = { includeImportStatus: boolean; includeSize: boolean };
