/** A contact list filter as somebody puts it together ↔ as the API takes it. Pure. */
import type { ContactListFilter, FilterBody } from '../api/types.ts';

export type Kind = 'text' | 'number' | 'date';
export type Join = 'AND' | 'OR';
/** The API's operators, and three of our own for dates counted from today. */
export type Operator =
  | 'EQUALS'
  | 'CONTAINS'
  | 'BEGINS_WITH'
  | 'ENDS_WITH'
  | 'IN'
  | 'BETWEEN'
  | 'LESS_THAN'
  | 'LESS_THAN_EQUALS'
  | 'GREATER_THAN'
  | 'GREATER_THAN_EQUALS'
  | 'BEFORE'
  | 'AFTER'
  | 'LAST_DAYS'
  | 'NEXT_DAYS'
  | 'DAYS_AGO';

export type Condition = {
  readonly column: string;
  readonly kind: Kind;
  readonly operator: Operator;
  readonly value: string;
  readonly min: string;
  readonly max: string;
  readonly set: readonly string[];
  readonly inverted: boolean;
};
export type Clause = { readonly join: Join; readonly conditions: readonly Condition[] };
export type FilterValues = {
  readonly name: string;
  readonly contactListId: string;
  readonly join: Join;
  readonly clauses: readonly Clause[];
};

export const MAX_CONDITIONS = 10;

export const operatorsOf: Readonly<Record<Kind, readonly Operator[]>> = {
  text: ['EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'IN', 'BETWEEN'],
  number: ['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS', 'BETWEEN', 'IN'],
  date: ['BEFORE', 'AFTER', 'BETWEEN', 'LAST_DAYS', 'NEXT_DAYS', 'DAYS_AGO'],
};

export const emptyCondition: Condition = {
  column: '',
  kind: 'text',
  operator: 'EQUALS',
  value: '',
  min: '',
  max: '',
  set: [],
  inverted: false,
};

export const emptyFilter = (contactListId: string): FilterValues => ({
  name: '',
  contactListId,
  join: 'AND',
  clauses: [{ join: 'AND', conditions: [emptyCondition] }],
});

export const countConditions = ({ clauses }: Pick<FilterValues, 'clauses'>): number =>
  clauses.reduce((sum, { conditions }) => sum + conditions.length, 0);

/** Whether it says enough to be asked what it keeps. */
export const isComplete = ({ contactListId, clauses }: FilterValues): boolean =>
  contactListId !== '' && clauses.length > 0 && clauses.every(({ conditions }) => conditions.every(isFilled));

function isFilled({ column, operator, value, min, max, set }: Condition): boolean {
  if (column === '') return false;
  if (operator === 'BETWEEN') return min !== '' && max !== '';
  return operator === 'IN' ? set.length > 0 : value !== '';
}

type Predicate = ContactListFilter['clauses'][number]['predicates'][number];
type SentPredicate = NonNullable<
  NonNullable<NonNullable<FilterBody['clauses']>[number]['predicates']>[number]
>;

export function valuesOf(filter: ContactListFilter): FilterValues {
  return {
    name: filter.name,
    contactListId: filter.contactList.id,
    join: joinOf(filter.filterType),
    clauses: filter.clauses.map(({ filterType, predicates }) => ({
      join: joinOf(filterType),
      conditions: predicates.map(conditionOf),
    })),
  };
}

const joinOf = (text: string): Join => (text === 'OR' ? 'OR' : 'AND');

const PAST = /^P-(\d+)D$/;
const FUTURE = /^P(\d+)D$/;
const isDateLike = (text: string): boolean => /^\d{4}-\d{2}-\d{2}/.test(text) || /^-?P/.test(text);

function conditionOf({ column, columnType, operator, value = '', range, inverted }: Predicate): Condition {
  const plain: Condition = {
    column,
    kind: columnType === 'numeric' ? 'number' : 'text',
    operator: operator as Operator,
    value,
    min: range?.min ?? '',
    max: range?.max ?? '',
    set: range?.inSet ?? [],
    inverted,
  };
  const days = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const ago = days(value, PAST);
  if (operator === 'AFTER')
    return ago === undefined
      ? { ...plain, kind: 'date' }
      : { ...plain, kind: 'date', operator: 'LAST_DAYS', value: ago };
  if (operator === 'BEFORE')
    return ago === undefined
      ? { ...plain, kind: 'date' }
      : { ...plain, kind: 'date', operator: 'DAYS_AGO', value: ago };
  if (operator !== 'BETWEEN' || plain.kind === 'number') return plain;
  const ahead = days(plain.max, FUTURE);
  if (plain.min === 'P0D' && ahead !== undefined)
    return { ...plain, kind: 'date', operator: 'NEXT_DAYS', value: ahead, min: '', max: '' };
  return isDateLike(plain.min) && isDateLike(plain.max) ? { ...plain, kind: 'date' } : plain;
}

function predicateOf({ column, kind, operator, value, min, max, set, inverted }: Condition): SentPredicate {
  const base = {
    column,
    columnType: kind === 'number' ? ('numeric' as const) : ('alphabetic' as const),
    inverted,
  };
  const between = (from: string, to: string): SentPredicate => ({
    ...base,
    operator: 'BETWEEN',
    range: { min: from, max: to, minInclusive: true, maxInclusive: true, inSet: [] },
  });
  if (operator === 'BETWEEN') return between(min, max);
  if (operator === 'NEXT_DAYS') return between('P0D', `P${value}D`);
  if (operator === 'LAST_DAYS') return { ...base, operator: 'AFTER', value: `P-${value}D` };
  if (operator === 'DAYS_AGO') return { ...base, operator: 'BEFORE', value: `P-${value}D` };
  if (operator === 'IN')
    return { ...base, operator, range: { minInclusive: true, maxInclusive: true, inSet: [...set] } };
  return { ...base, operator, value };
}

/** @param version of the filter that is changed */
export const bodyOf = (values: FilterValues, version?: number): FilterBody => ({
  name: values.name.trim(),
  contactList: { id: values.contactListId },
  filterType: values.join,
  clauses: values.clauses.map(({ join, conditions }) => ({
    filterType: join,
    predicates: conditions.map(predicateOf),
  })),
  ...(version === undefined ? {} : { version }),
});

/** The condition that a fault of the API is about, as `clause.condition`; null: it is about none. */
export function conditionOfFault(field: string | null): string | null {
  const [, clause, condition] = /clauses\[(\d+)\]\.predicates\[(\d+)\]/.exec(field ?? '') ?? [];
  return clause === undefined ? null : `${clause}.${condition}`;
}
