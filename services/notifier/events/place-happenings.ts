/** Finds the names and divisions of what happened, and the counts of a run that ended. */
import { collections, type Collection } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readProgress } from '../../queries/campaigns/read-progress.ts';
import { tellsCounts } from './campaign-happening.ts';
import { ANY_DIVISION, type Happening, type PlacedHappening, type Subject } from './happening.ts';

type Thing = { _id: string; name: string; divisionId?: string };

const places: Readonly<Record<Subject['kind'], Collection<Thing>>> = {
  campaign: collections.campaigns,
  contactList: collections.contactLists,
  dncList: collections.dncLists,
  integration: collections.integrations,
  subscription: collections.webhookSubscriptions,
};

/** What is gone since is where an entry of the event log saw it; what lies nowhere known is left out. */
export async function placeHappenings(
  database: Database,
  happenings: readonly Happening[],
  now: Date,
): Promise<{ placed: PlacedHappening[]; lost: Happening[] }> {
  const things = await findThings(database, happenings);
  const placed: PlacedHappening[] = [];
  const lost: Happening[] = [];
  for (const happening of happenings) {
    const { kind, id } = happening.about;
    const thing = things.get(`${kind}:${id}`);
    const divisionId =
      kind === 'integration' ? ANY_DIVISION : (thing?.divisionId ?? (await findFormerDivision(database, id)));
    if (divisionId === null) lost.push(happening);
    else
      placed.push({
        ...happening,
        ...{ name: thing?.name ?? null, divisionId },
        data: await withCounts(database, happening, now),
      });
  }
  return { placed, lost };
}

async function findThings(database: Database, happenings: readonly Happening[]): Promise<Map<string, Thing>> {
  const things = new Map<string, Thing>();
  for (const kind of new Set(happenings.map(({ about }) => about.kind))) {
    const ids = happenings.flatMap(({ about }) => (about.kind === kind ? [about.id] : []));
    const found = await database
      .of(places[kind])
      .find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1, divisionId: 1 } })
      .toArray();
    for (const thing of found) things.set(`${kind}:${thing._id}`, thing);
  }
  return things;
}

async function findFormerDivision(database: Database, id: string): Promise<string | null> {
  const entry = await database
    .of(collections.events)
    .findOne(
      { 'entity.id': id, divisionId: { $exists: true } },
      { sort: { at: -1 }, projection: { divisionId: 1 } },
    );
  return entry?.divisionId ?? null;
}

/** Of the run that ended, unless the campaign has begun another one since. */
async function withCounts(
  database: Database,
  { type, about, data }: Happening,
  now: Date,
): Promise<Happening['data']> {
  if (!tellsCounts(type)) return data;
  const progress = await readProgress(database, about.id, now);
  if (!progress || progress.runId !== data['runId']) return data;
  const { accepted, failed, skipped, unknown } = progress.counts;
  return { ...data, counts: { contacts: progress.planned, accepted, failed, skipped, unknown } };
}
