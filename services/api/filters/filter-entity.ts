/**
 * A stored contact list filter → as it is shown; and what was sent → its definition, or every fault of its
 * shape. Pure.
 */
import type { ContactListFilterDocument } from '../../../schemas/collections.ts';
import type { FilterClause as OwnClause, FilterPredicate, FilterType } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { filterClauseFaults } from '../../domain/filter/contact-list-filter-faults.ts';
import { refTo } from '../http/refs.ts';
import type { FilterBody, FilterClause, FilterEntity } from './filter-schema.ts';

type Definition = { filterType: FilterType; clauses: OwnClause[] };
type Sent = Pick<FilterBody, 'clauses' | 'filterType'>;
type SentPredicate = NonNullable<FilterClause['predicates']>[number];

/** @param names of contact lists, by id */
export function toFilter(
  filter: ContactListFilterDocument,
  names: ReadonlyMap<string, string>,
): FilterEntity {
  const { _id: id, name, contactListId, filterType, createdAt, modifiedAt = createdAt, version = 1 } = filter;
  return {
    id,
    name,
    dateCreated: createdAt.toISOString(),
    dateModified: modifiedAt.toISOString(),
    version,
    contactList: refTo('contactList', contactListId, names),
    sourceType: 'ContactList',
    clauses: filter.clauses.map((clause) => ({
      filterType: clause.filterType,
      predicates: clause.predicates.map(toPredicate),
    })),
    filterType,
    selfUri: refTo('contactListFilter', id).selfUri ?? '',
  };
}

function toPredicate({ column, columnType, operator, value, range, inverted }: FilterPredicate) {
  return {
    ...{ column, columnType, operator, inverted },
    ...(value === null ? {} : { value }),
    ...(range === null
      ? {}
      : {
          range: {
            ...(range.min === null ? {} : { min: range.min }),
            ...(range.max === null ? {} : { max: range.max }),
            minInclusive: range.minInclusive,
            maxInclusive: range.maxInclusive,
            inSet: range.inSet,
          },
        }),
  };
}

/** What was sent as the engine has it; what is missing has its default, and its fault in `definitionFaults`. */
export const definitionOf = ({ clauses, filterType }: Sent): Definition => ({
  filterType: filterType ?? 'AND',
  clauses: (clauses ?? []).map((clause) => ({
    filterType: clause.filterType ?? 'AND',
    predicates: (clause.predicates ?? []).map(readPredicate),
  })),
});

function readPredicate(sent: SentPredicate): FilterPredicate {
  const { column, columnType, operator, value, range, inverted } = sent;
  return {
    column: column ?? '',
    columnType: columnType ?? 'alphabetic',
    operator: (operator ?? 'EQUALS') as FilterPredicate['operator'],
    value: value ?? null,
    range: range
      ? {
          min: range.min ?? null,
          max: range.max ?? null,
          minInclusive: range.minInclusive ?? true,
          maxInclusive: range.maxInclusive ?? true,
          inSet: range.inSet ?? [],
        }
      : null,
    inverted: inverted ?? false,
  };
}

/** @param columnNames of the contact list; null when it is not known */
export function definitionFaults(sent: Sent, columnNames: readonly string[] | null): Fault[] {
  const clauses = sent.clauses ?? [];
  const faults: Fault[] = [];
  if (clauses.length > 1 && !sent.filterType)
    faults.push(
      fault(
        'filter.type.required.for.multiple.clauses',
        'filterType',
        'Several clauses need a filterType: AND or OR.',
      ),
    );
  const withoutOperator: string[] = [];
  clauses.forEach(({ filterType, predicates }, index) => {
    if ((predicates ?? []).length > 1 && !filterType)
      faults.push(
        fault(
          'filter.type.required.for.multiple.predicates',
          `clauses[${index}].filterType`,
          'Several conditions of a clause need a filterType: AND or OR.',
        ),
      );
    (predicates ?? []).forEach(({ operator }, at) => {
      if (!operator) withoutOperator.push(`clauses[${index}].predicates[${at}]`);
    });
  });
  faults.push(
    ...withoutOperator.map((field) =>
      fault('operator.required', `${field}.operator`, 'A condition needs an operator.'),
    ),
  );
  const others = filterClauseFaults(definitionOf(sent).clauses, columnNames).filter(
    // of a condition without an operator nothing is known but its column
    ({ field }) => !withoutOperator.some((one) => field?.startsWith(one) && field !== `${one}.column`),
  );
  return [...faults, ...others];
}
