/**
 * Entries of the event log carry the division of what they are about, so that they show to nobody who may not
 * see that.
 */
import { collections, type Collection, type EventDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Of entries about things that lie in no division. */
export const ANY_DIVISION = 'any';

const inDivisions: Readonly<Record<string, Collection<{ _id: string; divisionId: string }>>> = {
  campaign: collections.campaigns,
  contactList: collections.contactLists,
  dncList: collections.dncLists,
  wrapupCode: collections.wrapupCodes,
  webhookSubscription: collections.webhookSubscriptions,
};

/** What is gone has the division that it had in an earlier entry; what was never there has none. */
export async function withDivisions(
  database: Database,
  entries: readonly EventDocument[],
): Promise<EventDocument[]> {
  const known = new Map<string, string>();
  const idsOf = (kind: string): string[] => [
    ...new Set(entries.flatMap(({ entity }) => (entity?.kind === kind ? [entity.id] : []))),
  ];
  for (const [kind, collection] of Object.entries(inDivisions)) {
    const ids = idsOf(kind);
    if (ids.length > 0)
      for (const [id, division] of await divisionsOf(database, collection, ids)) known.set(id, division);
  }
  const filterIds = idsOf('contactListFilter');
  if (filterIds.length > 0) {
    const filters = await database
      .of(collections.contactListFilters)
      .find({ _id: { $in: filterIds } }, { projection: { contactListId: 1 } })
      .toArray();
    const lists = await divisionsOf(
      database,
      collections.contactLists,
      filters.map(({ contactListId }) => contactListId),
    );
    for (const { _id, contactListId } of filters) {
      const division = lists.get(contactListId);
      if (division !== undefined) known.set(_id, division);
    }
  }
  const placed: EventDocument[] = [];
  for (const entry of entries) {
    const divisionId = await divisionOf(database, entry, known);
    placed.push(divisionId === null ? entry : { ...entry, divisionId });
  }
  return placed;
}

async function divisionsOf(
  database: Database,
  collection: Collection<{ _id: string; divisionId: string }>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await database
    .of(collection)
    .find({ _id: { $in: [...ids] } }, { projection: { divisionId: 1 } })
    .toArray();
  return new Map(found.map(({ _id, divisionId }) => [_id, divisionId]));
}

async function divisionOf(
  database: Database,
  { entity }: EventDocument,
  known: ReadonlyMap<string, string>,
): Promise<string | null> {
  if (!entity || (!Object.hasOwn(inDivisions, entity.kind) && entity.kind !== 'contactListFilter'))
    return ANY_DIVISION;
  const division = known.get(entity.id);
  if (division !== undefined) return division;
  const earlier = await database
    .of(collections.events)
    .findOne(
      { 'entity.id': entity.id, divisionId: { $exists: true } },
      { sort: { at: -1 }, projection: { divisionId: 1 } },
    );
  return earlier?.divisionId ?? null;
}
