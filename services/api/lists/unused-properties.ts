/**
 * Properties of a contact list (contract, section 3) that the engine does not use: calls, e-mail, previews, retention. They are checked
 * against its columns, stored, and shown as they were sent.
 */
import { isDeepStrictEqual } from 'node:util';
import Type, { type Static } from 'typebox';
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { columnKeyOf, hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { Nullable } from '../http/nullable.ts';
import { SentRef } from '../http/refs.ts';

const column = Type.String({ maxLength: 1_000 });
const optional = <S extends Type.TSchema>(schema: S) => Type.Optional(Nullable(schema));
const columnsOf = <S extends Type.TProperties>(properties: S) =>
  optional(
    Type.Array(
      Type.Object(
        { columnName: column, type: Type.String({ maxLength: 64 }), ...properties },
        { additionalProperties: false },
      ),
      { maxItems: 100 },
    ),
  );

const Specifications = Type.Array(
  Type.Object(
    {
      columnName: column,
      columnDataType: Type.Enum(['NUMERIC', 'TEXT', 'TIMESTAMP', 'DATETIME']),
      min: optional(Type.Integer()),
      max: optional(Type.Integer()),
      maxLength: optional(Type.Integer()),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);

export const UnusedProperties = {
  phoneColumns: columnsOf({
    callableTimeColumn: optional(column),
    callableTimeColumnName: optional(column),
  }),
  emailColumns: columnsOf({
    contactableTimeColumn: optional(column),
    contactableTimeColumnName: optional(column),
  }),
  columnDataTypeSpecifications: optional(Specifications),
  trimWhitespace: optional(
    Type.Boolean({
      description: 'Whether blanks at the ends of cells are removed, of contacts that come from then on.',
      default: true,
    }),
  ),
  previewModeColumnName: optional(column),
  previewModeAcceptedValues: optional(Type.Array(column, { maxItems: 100 })),
  automaticTimeZoneMapping: optional(Type.Boolean()),
  zipCodeColumnName: optional(column),
  attemptLimits: optional(SentRef),
  retentionType: optional(Type.String({ maxLength: 64 })),
  retentionDays: optional(Type.Integer()),
  dateExpiration: optional(Type.String({ maxLength: 64 })),
};
type Unused = Partial<Static<Type.TObject<typeof UnusedProperties>>> & { columnNames?: string[] };
const NAMES = Object.keys(UnusedProperties) as Array<keyof typeof UnusedProperties>;

const DEFAULTS: Unused = { phoneColumns: [], emailColumns: [], trimWhitespace: true };

/** As a command carries them: by name, as JSON. What is null, left out or its default is not there. */
export const unusedPropertiesOf = (body: Unused): Record<string, string> =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = body[name] ?? null;
      return value === null || isDeepStrictEqual(value, DEFAULTS[name])
        ? []
        : [[name, JSON.stringify(value)]];
    }),
  );

/** As they are shown; those with a default always. */
export const shownUnused = ({ unusedProperties = {} }: Pick<ContactListDocument, 'unusedProperties'>) => ({
  ...DEFAULTS,
  ...(Object.fromEntries(
    Object.entries(unusedProperties).map(([name, json]) => [name, JSON.parse(json) as unknown]),
  ) as object),
});

/** @returns null when they stay as they are. Phone columns that are left out stay, too: they are fixed. */
export function changedUnused(
  { unusedProperties = {} }: Pick<ContactListDocument, 'unusedProperties'>,
  body: Unused,
): Record<string, string> | null {
  const { phoneColumns } = unusedProperties;
  const after = { ...(phoneColumns === undefined ? {} : { phoneColumns }), ...unusedPropertiesOf(body) };
  return isDeepStrictEqual(valuesOf(unusedProperties), valuesOf(after)) ? null : after;
}

/** Phone columns are fixed once there are some. */
export function fixedPhoneColumns(
  { unusedProperties = {} }: Pick<ContactListDocument, 'unusedProperties'>,
  { phoneColumns }: Unused,
): Fault[] {
  const before = unusedProperties['phoneColumns'];
  if (before === undefined || !phoneColumns) return [];
  if (isDeepStrictEqual(JSON.parse(before), phoneColumns)) return [];
  const message = `The phone columns of a contact list cannot change; they are ${before}.`;
  return [fault('cannot.update.phone.columns', 'phoneColumns', message)];
}

const valuesOf = (properties: Readonly<Record<string, string>>): unknown =>
  Object.fromEntries(Object.entries(properties).map(([name, json]) => [name, JSON.parse(json)]));

/** What does not fit the list's columns. */
export function unusedFaults(body: Unused): Fault[] {
  const { columnNames = [], phoneColumns, emailColumns, columnDataTypeSpecifications } = body;
  const mustExist = (name: string | null | undefined, field: string, code = 'invalid.property'): Fault[] =>
    name === null || name === undefined || hasColumn(columnNames, name)
      ? []
      : [fault(code, field, `${missingName(name, columnNames)} is not one of the columns.`)];
  const repeats = (names: readonly string[], field: string, code: string): Fault[] =>
    new Set(names.map(columnKeyOf)).size === names.length
      ? []
      : [fault(code, field, 'A column is named more than once.')];
  const phones = phoneColumns ?? [];
  const mails = emailColumns ?? [];
  const specifications = columnDataTypeSpecifications ?? [];
  return [
    ...repeats(phones.map(nameOf), 'phoneColumns', 'not.unique.phone.columns'),
    ...repeats(mails.map(nameOf), 'emailColumns', 'invalid.property'),
    ...repeats(specifications.map(nameOf), 'columnDataTypeSpecifications', 'invalid.property'),
    ...phones.flatMap(({ columnName, callableTimeColumn }, index) => [
      ...phoneColumnFaults(columnName, `phoneColumns[${index}].columnName`, mustExist),
      ...mustExist(callableTimeColumn, `phoneColumns[${index}].callableTimeColumn`),
    ]),
    ...mails.flatMap(({ columnName, contactableTimeColumn }, index) => [
      ...mustExist(columnName, `emailColumns[${index}].columnName`),
      ...mustExist(contactableTimeColumn, `emailColumns[${index}].contactableTimeColumn`),
    ]),
    ...specifications.flatMap((specification, index) => [
      ...mustExist(specification.columnName, `columnDataTypeSpecifications[${index}].columnName`),
      ...boundFaults(specification, `columnDataTypeSpecifications[${index}]`),
    ]),
    ...mustExist(body.zipCodeColumnName, 'zipCodeColumnName'),
    ...mustExist(body.previewModeColumnName, 'previewModeColumnName'),
  ];
}

const nameOf = ({ columnName }: { columnName: string }): string => columnName;

function phoneColumnFaults(
  name: string,
  field: string,
  mustExist: (name: string, field: string, code: string) => Fault[],
): Fault[] {
  if (name.trim() === '') return [fault('invalid.contact.phone.column', field, 'The column name is empty.')];
  if (isSystemColumn(name))
    return [
      fault('system.column.phone.column', field, `${JSON.stringify(name)} is a column that exports add.`),
    ];
  return mustExist(name, field, 'contact.columns.do.not.contain.phone.number.column');
}

type Specification = Static<typeof Specifications>[number];

function boundFaults({ min, max, maxLength }: Specification, field: string): Fault[] {
  const faults: Fault[] = [];
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    faults.push(fault('invalid.property', `${field}.min`, `min is ${min}, above max, which is ${max}.`));
  if (typeof maxLength === 'number' && maxLength < 1)
    faults.push(
      fault('invalid.property', `${field}.maxLength`, `maxLength is ${maxLength}; expected 1 or more.`),
    );
  return faults;
}
