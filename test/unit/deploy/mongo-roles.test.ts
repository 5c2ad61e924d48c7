/** Each process may write in MongoDB what its source writes, and nothing else. */
import { ourServices } from '../../../deploy/local/our-services.ts';
import { mongoRoles } from '../../../deploy/rights/mongo-roles.ts';
import * as packages from '../../../schemas/collections/package-collections.ts';
import { writtenBy } from '../../../schemas/collections/written-by.ts';
import { collectionsWrittenBy } from '../../support/process-writes.ts';

const constants: Readonly<Record<string, string>> = {
  UPLOADS_BUCKET: packages.UPLOADS_BUCKET,
  SAFETY_CAPS: packages.SAFETY_CAPS,
  API_RATE_LIMITS: packages.API_RATE_LIMITS,
};

const folders = [...ourServices.map(({ name }) => [name, name] as const), ['operators', 'cli'] as const];

test.each(folders)('%s may write what its source writes', (party, folder) => {
  const { own, ofPackages } = writtenBy[party];
  const inSource = collectionsWrittenBy(folder).map((key) => constants[key] ?? key);
  expect([...new Set([...own, ...ofPackages])].sort()).toEqual(inSource.sort());
});

test('every party reads the system’s database alone, and nobody administers another', () => {
  const roles = mongoRoles('blue');
  expect(roles.map(({ party }) => party).sort()).toEqual(
    [...folders.map(([party]) => party), 'publish'].sort(),
  );
  for (const { party, privileges, roles: held } of roles) {
    expect(
      [...privileges.map(({ resource }) => resource.db), ...held.map(({ db }) => db)].every(
        (db) => db === 'blue',
      ),
    ).toBe(true);
    expect(held.map(({ role }) => role)).toEqual([party === 'publish' ? 'dbAdmin' : 'read']);
  }
  expect(roles.find(({ party }) => party === 'sender')?.privileges).toEqual([
    { resource: { db: 'blue', collection: 'messages' }, actions: ['insert', 'update', 'remove'] },
  ]);
});
