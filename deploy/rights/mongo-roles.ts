/**
 * The role of each party in MongoDB: it reads the system's database, and writes those collections alone that it
 * has to (schemas/collections/written-by.ts). Pure.
 */
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import { writtenBy, type WrittenBy } from '../../schemas/collections/written-by.ts';
import type { ServiceName } from '../local/our-services.ts';

/** `publish` makes the indexes, before the processes start. */
export type MongoParty = ServiceName | 'operators' | 'publish';

type Privilege = { resource: { db: string; collection: string }; actions: string[] };

export type MongoRole = {
  readonly party: MongoParty;
  readonly privileges: readonly Privilege[];
  /** Built-in roles that it holds. */
  readonly roles: ReadonlyArray<{ role: string; db: string }>;
};

const WRITES = ['insert', 'update', 'remove'];
/** Packages make the indexes of what they keep. */
const KEPT_BY_PACKAGES = [...WRITES, 'createIndex', 'createCollection'];

export function mongoRoles(database: string): MongoRole[] {
  const writers: Readonly<Record<Exclude<MongoParty, 'publish'>, WrittenBy>> = writtenBy;
  const on = (collection: string, actions: string[]): Privilege => ({
    resource: { db: database, collection },
    actions,
  });
  const ofParties = Object.entries(writers).map(([party, { own, ofPackages }]): MongoRole => ({
    party: party as MongoParty,
    privileges: [
      ...own.map((key) => on(collections[key].name, WRITES)),
      ...ofPackages.flatMap(filesOf).map((name) => on(name, KEPT_BY_PACKAGES)),
    ],
    roles: [{ role: 'read', db: database }],
  }));
  return [
    ...ofParties,
    {
      party: 'publish',
      privileges: [],
      // indexes and nothing else
      roles: [{ role: 'dbAdmin', db: database }],
    },
  ];
}

/** GridFS has two collections for each bucket. */
const filesOf = (name: string): string[] =>
  name === UPLOADS_BUCKET ? [`${name}.files`, `${name}.chunks`] : [name];
