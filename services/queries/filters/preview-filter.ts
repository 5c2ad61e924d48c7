/** What a filter would keep if its campaign started now: counts and the first contacts (C1). */
import { collections, type ContactListDocument } from '../../../schemas/collections.ts';
import { contactIdOf } from '../../domain/contact/contact.ts';
import type { FilterDefinition } from '../../domain/filter/contact-list-filter.ts';
import { filterClauseFaults } from '../../domain/filter/contact-list-filter-faults.ts';
import { previewMoment, previewQuestion } from '../../domain/filter/contact-list-filter-preview.ts';
import { fault } from '../../domain/fault.ts';
import { Refused } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { previewDocuments } from '../../platform/mongo/preview-documents.ts';

export type FilterPreview = {
  filteredContacts: number;
  totalContacts: number;
  /** Relative dates count from here. */
  now: Date;
  /** Dates without an offset are read in it. */
  timeZone: string;
  /** The first contacts that fit, in import order. */
  preview: { id: string; data: Record<string, string> }[];
};

/** @param take how many contacts are shown. @throws Refused with every fault of the filter */
export async function previewFilter(
  database: Database,
  list: ContactListDocument,
  filter: FilterDefinition,
  take: number,
  now: Date,
): Promise<FilterPreview> {
  const faults =
    list.columnNames.length === 0
      ? [
          fault(
            'contact.list.import.in.progress',
            'contactListId',
            `The columns of the contact list "${list.name}" are not known yet: its import has not read the header.`,
          ),
        ]
      : filterClauseFaults(filter.clauses, list.columnNames);
  if (faults.length > 0) throw new Refused('the filter cannot be used', faults);
  const moment = previewMoment(list, now.getTime());
  const { total, fitting, first } = await previewDocuments(
    database,
    collections.contacts,
    previewQuestion(filter, list, moment),
    take,
  );
  const preview = first.map(({ _id, values }) => ({
    id: contactIdOf(list._id, _id),
    data: Object.fromEntries(list.columnNames.map((name, column) => [name, values[column] ?? ''])),
  }));
  return { filteredContacts: fitting, totalContacts: total, now, timeZone: moment.timeZone, preview };
}
