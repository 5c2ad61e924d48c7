/** The things that commands change: where each is stored, and which of its properties the audit tells. */
import type { ClientSession } from 'mongodb';
import { collections, type Collection } from '../../schemas/collections.ts';
import type { AuditedKind } from '../../schemas/collections/audit-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';

type Thing = { _id: string; name?: string; divisionId?: string } & Record<string, unknown>;
type Place = { readonly collection: Collection<{ _id: string }>; readonly properties: readonly string[] };

const places: Readonly<Partial<Record<AuditedKind, Place>>> = {
  campaign: {
    collection: collections.campaigns,
    properties: [
      ...['name', 'divisionId', 'contactListId', 'whatsappColumn', 'integrationId', 'messagesPerMinute'],
      ...['template', 'dncListIds', 'contactListFilterIds', 'contactSorts', 'alwaysRunning', 'ambiguity'],
      ...['callableTimes', 'status', 'version', 'runNumber', 'startsNewRun', 'resend'],
      'scheduledStart',
    ],
  },
  contactList: {
    collection: collections.contactLists,
    properties: [
      ...['name', 'divisionId', 'columnNames', 'whatsappColumns', 'contactIdColumn', 'defaultCountry'],
      ...['timeZone', 'unusedProperties', 'size', 'version'],
    ],
  },
  dncList: {
    collection: collections.dncLists,
    properties: [
      ...['name', 'divisionId', 'contactMethod', 'phoneColumns', 'defaultCountry', 'size', 'version'],
    ],
  },
  contactListFilter: {
    collection: collections.contactListFilters,
    properties: ['name', 'contactListId', 'filterType', 'clauses', 'version'],
  },
  integration: {
    collection: collections.integrations,
    properties: [
      ...['name', 'phoneNumberId', 'displayPhoneNumber', 'businessAccountId', 'messagesPerSecond'],
      // the name of the credentials, never what they are
      ...['credentials', 'active', 'endpoint', 'productPolicy', 'messageActivitySharing', 'portfolioId'],
    ],
  },
  division: { collection: collections.divisions, properties: ['name', 'description', 'version'] },
  wrapupCode: {
    collection: collections.wrapupCodes,
    properties: ['name', 'divisionId', 'description', 'version'],
  },
  response: {
    collection: collections.responses,
    properties: [
      ...['name', 'libraryIds', 'templateName', 'templateLanguage', 'texts', 'substitutions', 'header'],
      ...['footer', 'buttons', 'version'],
    ],
  },
  library: { collection: collections.responseLibraries, properties: ['name', 'version'] },
  import: { collection: collections.imports, properties: ['state'] },
};

export const propertiesOf = (kind: AuditedKind): readonly string[] => places[kind]?.properties ?? [];

/** The thing as the transaction sees it; null when there is none. */
export async function findThing(
  database: Database,
  session: ClientSession,
  kind: AuditedKind,
  id: string,
): Promise<Thing | null> {
  const place = places[kind];
  if (!place) return null;
  const projection = Object.fromEntries(
    [...place.properties, 'name', 'divisionId', 'listId', 'contactListId'].map((name) => [name, 1]),
  );
  return database.of(place.collection).findOne<Thing>({ _id: id }, { session, projection });
}

/** Division of a thing; null: it lies in none. Filters and imports lie where their list does. */
export async function divisionOf(
  database: Database,
  session: ClientSession,
  kind: AuditedKind,
  thing: Thing | null,
): Promise<string | null> {
  if (kind === 'division') return thing?._id ?? null;
  if (typeof thing?.divisionId === 'string') return thing.divisionId;
  const listId = thing?.['contactListId'] ?? thing?.['listId'];
  if ((kind !== 'contactListFilter' && kind !== 'import') || typeof listId !== 'string') return null;
  for (const list of [collections.contactLists, collections.dncLists]) {
    const found = await database
      .of<{ _id: string; divisionId: string }>(
        list as unknown as Collection<{ _id: string; divisionId: string }>,
      )
      .findOne({ _id: listId }, { session, projection: { divisionId: 1 } });
    if (found) return found.divisionId;
  }
  return null;
}
