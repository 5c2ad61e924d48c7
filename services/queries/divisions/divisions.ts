/** Divisions by name, and what lies in them. */
import type { Filter } from 'mongodb';
import type { DivisionDocument } from '../../../schemas/collections.ts';
import { collections, type Collection } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getByName, idOf } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import { pageByNumber, textCondition, type Numbered } from '../page-number.ts';
import type { Page, PageRequest } from '../page.ts';

export type DivisionQuery = {
  /** `all`, or the divisions that may be seen. */
  readonly divisions: 'all' | readonly string[];
  readonly ids?: readonly string[] | undefined;
  /** Contains it, in capitals or not. */
  readonly name?: string | undefined;
};

/** By name. */
export function findDivisions(
  database: Database,
  { divisions, ids, name }: DivisionQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<DivisionDocument>> {
  const filter: Filter<DivisionDocument> = {
    $and: [
      divisions === 'all' ? {} : { _id: { $in: [...divisions] } },
      ids === undefined ? {} : { _id: { $in: [...ids] } },
      name === undefined ? {} : { name: textCondition(name, 'Contains') },
    ],
  };
  return pageByNumber(database, collections.divisions, filter, { ...page, index: { name: 1 } });
}

/** Home is there before anybody has stored it. */
export async function findDivision(database: Database, id: string): Promise<DivisionDocument | null> {
  const division = await database.of(collections.divisions).findOne({ _id: id });
  if (division || id !== HOME_DIVISION) return division;
  const never = new Date(0);
  return { _id: id, name: 'Home', description: '', version: 1, uses: 0, createdAt: never, modifiedAt: never };
}

/** By id; what is gone is not there. */
export async function namesOfDivisions(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  const found =
    wanted.length === 0
      ? []
      : await database
          .of(collections.divisions)
          .find({ _id: { $in: wanted } }, { projection: { name: 1 } })
          .toArray();
  const names = new Map(found.map(({ _id, name }) => [_id, name]));
  return names.has(HOME_DIVISION) ? names : names.set(HOME_DIVISION, 'Home');
}

/** By name or id. @throws Refused when there is none */
export const getDivision = (database: Database, reference: string): Promise<DivisionDocument> =>
  getByName(database, collections.divisions, 'division', reference);

export const listDivisions = (database: Database, request: PageRequest): Promise<Page<DivisionDocument>> =>
  pageByName(database, collections.divisions, request);

const counted: ReadonlyArray<readonly [kind: string, Collection<{ divisionId: string }>]> = [
  ['CAMPAIGN', collections.campaigns],
  ['CONTACTLIST', collections.contactLists],
  ['DNCLIST', collections.dncLists],
];

/** How many things of each kind lie in a division. */
export async function countObjects(database: Database, divisionId: string): Promise<Record<string, number>> {
  const counts = await Promise.all(
    counted.map(async ([kind, collection]) => {
      const options = { hint: { divisionId: 1 } } as const;
      return [kind, await database.of(collection).countDocuments({ divisionId }, options)] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** The id of a division given by name or id; null when none is given. What is not found is passed on, for the system to refuse. */
export const divisionIdOf = async (
  database: Database,
  reference: string | undefined,
): Promise<string | null> =>
  reference === undefined ? null : idOf(database, collections.divisions, reference);
