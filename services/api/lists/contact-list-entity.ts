/** A stored contact list → as it is shown; and what was sent → the commands that make it so. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { ContactListDocument } from '../../../schemas/collections.ts';
import type { CampaignCommand, WhatsAppColumn } from '../../../schemas/types.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { paths, refTo } from '../http/refs.ts';
import type { ContactListBody, ContactListEntity, Include } from './contact-list-schema.ts';
import { included, type Jobs } from './latest-import.ts';
import {
  changedUnused,
  fixedPhoneColumns,
  shownUnused,
  unusedFaults,
  unusedPropertiesOf,
} from './unused-properties.ts';

type BodyOf<T extends CampaignCommand['body']['type']> = Extract<CampaignCommand['body'], { type: T }>;

export function toContactList(list: ContactListDocument, jobs: Jobs, include: Include): ContactListEntity {
  const { _id: id, name, version, columnNames, timeZone, contactIdColumn, defaultCountry } = list;
  return {
    id,
    name,
    dateCreated: list.createdAt.toISOString(),
    dateModified: (list.modifiedAt ?? list.createdAt).toISOString(),
    version,
    division: refTo('division', list.divisionId),
    columnNames,
    ...shownUnused(list),
    whatsAppColumns: list.whatsappColumns.map(
      ({ columnName, type, contactableTimeColumn: zone, contactableTimeColumnName: zoneName }) => ({
        ...{ columnName, type },
        ...(zone ? { contactableTimeColumn: zone } : {}),
        ...(zoneName ? { contactableTimeColumnName: zoneName } : {}),
      }),
    ),
    ...(timeZone === null ? {} : { timeZone }),
    ...(contactIdColumn === null ? {} : { contactIdColumn }),
    ...(defaultCountry === null ? {} : { defaultCountry }),
    ...included(list, jobs, include),
    selfUri: `${paths.contactList}/${encodeURIComponent(id)}`,
  };
}

export const toListDivisionView = (list: ContactListDocument, jobs: Jobs, include: Include) => ({
  id: list._id,
  name: list.name,
  division: refTo('division', list.divisionId),
  columnNames: list.columnNames,
  ...included(list, jobs, include),
  selfUri: `${paths.contactList}/divisionviews/${encodeURIComponent(list._id)}`,
});

const whatsappColumnOf = (
  column: Omit<WhatsAppColumn, 'contactableTimeColumn'> & Partial<WhatsAppColumn>,
): WhatsAppColumn => {
  const { columnName, type, contactableTimeColumn = null, contactableTimeColumnName = null } = column;
  return { columnName, type, contactableTimeColumn, contactableTimeColumnName };
};

const whatsappColumnsOf = ({ whatsAppColumns }: ContactListBody): WhatsAppColumn[] =>
  (whatsAppColumns ?? []).map(whatsappColumnOf);

/** What the engine takes and the contract does not: a list without columns to reach people by. */
export function columnFaultsOf(body: ContactListBody): Fault[] {
  const { whatsAppColumns, phoneColumns, emailColumns } = body;
  const isReachable = [whatsAppColumns, phoneColumns, emailColumns].some((columns) => columns?.length);
  const message = 'At least one WhatsApp, phone or e-mail column is needed.';
  return [
    ...(isReachable ? [] : [fault('no.phone.columns', 'whatsAppColumns', message)]),
    ...unusedFaults(body),
  ];
}

export const creationOf = (body: ContactListBody): BodyOf<'CreateContactList'> => ({
  type: 'CreateContactList',
  name: body.name,
  divisionId: body.division?.id ?? HOME_DIVISION,
  whatsappColumns: whatsappColumnsOf(body),
  contactIdColumn: body.contactIdColumn ?? null,
  defaultCountry: body.defaultCountry ?? null,
  timeZone: body.timeZone ?? null,
  columnNames: body.columnNames,
  source: null,
  unusedProperties: unusedPropertiesOf(body),
});

/** Of a change: what stays as it was made. */
export function fixedFaultsOf(present: ContactListDocument, body: ContactListBody): Fault[] {
  const faults: Fault[] = [];
  if (!isDeepStrictEqual(present.columnNames, body.columnNames))
    faults.push(
      fault(
        'cannot.update.contact.column.names',
        'columnNames',
        `The columns of a contact list cannot change; they are ${present.columnNames.join(', ')}.`,
      ),
    );
  if (body.division && body.division.id !== present.divisionId)
    faults.push(
      fault(
        'invalid.update',
        'division',
        `A contact list stays in its division: this one is in ${present.divisionId}, not in ${body.division.id}.`,
      ),
    );
  return [...faults, ...fixedPhoneColumns(present, body), ...unusedFaults(body)];
}

/** @returns null when what was sent is what there is. Fields that only we have stay when they are left out. */
export function listChangeOf(
  present: ContactListDocument,
  body: ContactListBody,
  version: number,
): BodyOf<'UpdateContactList'> | null {
  // an empty text clears a field
  const changed = (before: string | null, after: string | null): string | null =>
    before === after ? null : (after ?? '');
  const ours = (before: string | null, after: string | null | undefined): string | null =>
    after === undefined ? null : changed(before, after);
  const columns = whatsappColumnsOf(body);
  const before = present.whatsappColumns.map(whatsappColumnOf);
  const fields = {
    whatsappColumns: isDeepStrictEqual(before, columns) ? null : columns,
    contactIdColumn: ours(present.contactIdColumn, body.contactIdColumn),
    defaultCountry: ours(present.defaultCountry, body.defaultCountry),
    timeZone: changed(present.timeZone, body.timeZone ?? null),
    unusedProperties: changedUnused(present, body),
  };
  const isSame = body.name === present.name && Object.values(fields).every((value) => value === null);
  if (isSame && version === present.version) return null;
  return { type: 'UpdateContactList', name: body.name, ...fields, version };
}
