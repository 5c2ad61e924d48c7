/** A DNC list as it travels (contract, section 3), with what our engine has beyond it. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { Ref, SentRef } from '../http/refs.ts';
import { ImportStatus } from '../lists/import-status.ts';
import { setByServer } from '../http/ignored-fields.ts';

const notKept = Type.Optional(Type.Unknown({ description: 'Taken, and not kept: of other sources.' }));

export const DncListBody = Type.Object(
  {
    name: Type.Optional(Nullable(Type.String({ maxLength: 1_000 }))),
    division: Type.Optional(Nullable(SentRef)),
    dncSourceType: Type.Enum(['rds', 'rds_custom', 'dnc.com', 'gryphon'], {
      description: 'rds (an internal list) is the only one that is served.',
    }),
    contactMethod: Type.Optional(Nullable(Type.Enum(['Email', 'Phone', 'Any', 'WhatsApp']))),
    phoneColumns: Type.Optional(
      Nullable(
        Type.Array(Type.String({ maxLength: 1_000 }), {
          maxItems: 100,
          description: 'Ours: columns of its files that hold numbers, unless an upload names others.',
        }),
      ),
    ),
    defaultCountry: Type.Optional(
      Nullable(Type.String({ maxLength: 10, description: 'Ours: of numbers that are written nationally.' })),
    ),
    version: Type.Optional(Type.Integer()),
    loginId: notKept,
    licenseId: notKept,
    campaignId: notKept,
    dncCodes: notKept,
    customExclusionColumn: notKept,
    id: setByServer,
    dateCreated: setByServer,
    dateModified: setByServer,
    size: setByServer,
    importStatus: setByServer,
    selfUri: setByServer,
  },
  { additionalProperties: false },
);
export type DncListBody = Static<typeof DncListBody>;

export const DncListEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  version: Type.Integer(),
  division: Ref,
  dncSourceType: Type.String({ description: 'Always rds.' }),
  contactMethod: Type.String(),
  phoneColumns: Type.Array(Type.String()),
  defaultCountry: Type.Optional(Type.String()),
  importStatus: Type.Optional(ImportStatus),
  size: Type.Optional(Type.Integer()),
  selfUri: Type.String(),
});
export type DncListEntity = Static<typeof DncListEntity>;

export const DncListDivisionView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  division: Ref,
  dncSourceType: Type.String(),
  contactMethod: Type.String(),
  importStatus: Type.Optional(ImportStatus),
  size: Type.Optional(Type.Integer()),
  selfUri: Type.String(),
});
