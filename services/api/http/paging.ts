/** Pages as the Genesys contract has them (section 1): query options in, `…EntityListing` out. */
import Type from 'typebox';
import { MAX_SKIP, type TextComparison } from '../../queries/page-number.ts';
import { apiError } from './api-error.ts';

const MAX_PAGE_SIZE = 100;

export const PageQuery = {
  pageSize: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 25,
    description: 'At most 100 are returned.',
  }),
  pageNumber: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
};

export const ListQuery = {
  ...PageQuery,
  allowEmptyResult: Type.Boolean({
    default: false,
    description: 'A page after the last is empty instead of not found.',
  }),
  filterType: Type.Enum(
    [
      'Prefix',
      'Equals',
      'RegEx',
      'Contains',
      'BeginsWith',
      'EndsWith',
      'LessThan',
      'LessThanEqualTo',
      'GreaterThan',
      'GreaterThanEqualTo',
    ],
    { default: 'Prefix', description: 'How `name` is compared. RegEx is refused.' },
  ),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  sortBy: Type.Optional(Type.String({ maxLength: 64 })),
  sortOrder: Type.Enum(['a', 'ascending', 'd', 'descending'], { default: 'a' }),
};

export type Page = { size: number; number: number; skip: number };

/** @throws ApiError 400 for a page that lies too far down */
export function pageOf({ pageSize, pageNumber }: { pageSize: number; pageNumber: number }): Page {
  const size = Math.min(pageSize, MAX_PAGE_SIZE);
  const skip = size * (pageNumber - 1);
  if (skip > MAX_SKIP)
    throw apiError(
      400,
      'invalid.query.param.value',
      `Page ${pageNumber} lies beyond the first ${MAX_SKIP} entities.`,
      'pageNumber',
    );
  return { size, number: pageNumber, skip };
}

export type Listing<E> = {
  entities: E[];
  pageSize: number;
  pageNumber: number;
  total: number;
  pageCount: number;
  selfUri: string;
  firstUri: string;
  lastUri: string;
  nextUri?: string;
  previousUri?: string;
};

/** The listing's shape for a route's schema. */
export const ListingOf = <S extends Type.TSchema>(entity: S) =>
  Type.Object({
    entities: Type.Array(entity),
    pageSize: Type.Integer(),
    pageNumber: Type.Integer(),
    total: Type.Integer(),
    pageCount: Type.Integer(),
    selfUri: Type.Optional(Type.String()),
    firstUri: Type.Optional(Type.String()),
    lastUri: Type.Optional(Type.String()),
    nextUri: Type.Optional(Type.String()),
    previousUri: Type.Optional(Type.String()),
  });

/**
 * @param url path and query of the request; its other options stay in the links
 * @throws ApiError 404 for a page after the last unless that is allowed
 */
export function listingOf<E>(
  url: string,
  page: Page,
  { entities, total }: { entities: E[]; total: number },
  allowEmptyResult = true,
): Listing<E> {
  const pageCount = Math.ceil(total / page.size);
  if (!allowEmptyResult && page.number > 1 && page.number > pageCount)
    throw apiError(
      404,
      'not.found',
      `Page ${page.number} does not exist; the last one is ${pageCount}.`,
      'pageNumber',
    );
  const uri = (number: number): string => {
    const [path = '', query = ''] = url.split('?', 2);
    const options = new URLSearchParams(query);
    options.set('pageNumber', String(number));
    options.set('pageSize', String(page.size));
    return `${path}?${options.toString()}`;
  };
  return {
    entities,
    pageSize: page.size,
    pageNumber: page.number,
    total,
    pageCount,
    selfUri: uri(page.number),
    firstUri: uri(1),
    lastUri: uri(Math.max(1, pageCount)),
    ...(page.number < pageCount ? { nextUri: uri(page.number + 1) } : {}),
    ...(page.number > 1 ? { previousUri: uri(page.number - 1) } : {}),
  };
}

/**
 * How a list's `name` is compared; undefined without a name.
 * @throws ApiError 400 for RegEx: no pattern of a caller is run
 */
export function nameCondition({
  name,
  filterType,
}: {
  name?: string;
  filterType: TextComparison | 'RegEx';
}): { text: string; how: TextComparison } | undefined {
  if (name === undefined) return undefined;
  if (filterType === 'RegEx')
    throw apiError(
      400,
      'invalid.query.param.value',
      'filterType RegEx is not served; use Contains, BeginsWith, EndsWith or Equals.',
      'filterType',
    );
  return { text: name, how: filterType };
}
