/** A division as it travels (contract, section 3). */
import Type, { type Static } from 'typebox';
import type { DivisionDocument } from '../../../schemas/collections.ts';
import { divisionsWithAny, type Divisions, type Principal } from '../../access/principal.ts';
import { permissions } from '../../access/permissions.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { setByServer } from '../http/ignored-fields.ts';
import { Nullable } from '../http/nullable.ts';
import { refTo } from '../http/refs.ts';

export const DivisionBody = Type.Object(
  {
    name: Type.String({ maxLength: 1_000 }),
    description: Type.Optional(Nullable(Type.String({ maxLength: 10_000 }))),
    version: Type.Optional(Type.Integer({ description: 'Ours: refuses the change of another version.' })),
    id: Type.Optional(Type.Unknown({ description: 'Set by the server.' })),
    homeDivision: Type.Optional(Type.Unknown({ description: 'Set by the server.' })),
    objectCounts: Type.Optional(Type.Unknown({ description: 'Set by the server.' })),
    dateCreated: setByServer,
    dateModified: setByServer,
    selfUri: setByServer,
  },
  { additionalProperties: false },
);

export const DivisionEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  homeDivision: Type.Boolean(),
  version: Type.Integer(),
  objectCounts: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  selfUri: Type.String(),
});
export type DivisionEntity = Static<typeof DivisionEntity>;

export const toDivision = (
  { _id, name, description, version, createdAt, modifiedAt }: DivisionDocument,
  objectCounts?: Record<string, number>,
): DivisionEntity => ({
  id: _id,
  name,
  description,
  homeDivision: _id === HOME_DIVISION,
  version,
  ...(objectCounts === undefined ? {} : { objectCounts }),
  dateCreated: createdAt.toISOString(),
  dateModified: modifiedAt.toISOString(),
  selfUri: refTo('division', _id).selfUri ?? '',
});

/** A division is seen by whoever may do anything in it. */
export const visibleDivisions = (principal: Principal): Divisions => divisionsWithAny(principal, permissions);
