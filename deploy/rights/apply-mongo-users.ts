/** Makes the roles of all parties in the system's database, and a user for each whose password is known. */
import { MongoServerError, type Db, type MongoClient } from 'mongodb';
import { mongoRoles, type MongoParty } from './mongo-roles.ts';

const EXISTS = new Set<unknown>([51002, 51003]);

/**
 * Harmless to repeat: roles are brought up to date, and so are passwords.
 * @param passwordOf null: no user is made
 * @returns the users
 */
export async function applyMongoUsers(
  client: MongoClient,
  database: string,
  userOf: (party: MongoParty) => string,
  passwordOf: (party: MongoParty) => string | null,
): Promise<string[]> {
  const users: string[] = [];
  for (const { party, privileges, roles } of mongoRoles(database)) {
    await createOrUpdate(client.db(database), 'Role', party, { privileges, roles });
    const pwd = passwordOf(party);
    if (pwd === null) continue;
    const user = userOf(party);
    await createOrUpdate(client.db('admin'), 'User', user, { pwd, roles: [{ role: party, db: database }] });
    users.push(user);
  }
  return users;
}

async function createOrUpdate(db: Db, kind: 'Role' | 'User', name: string, content: object): Promise<void> {
  try {
    await db.command({ [`create${kind}`]: name, ...content });
  } catch (error) {
    if (!(error instanceof MongoServerError) || !EXISTS.has(error.code)) throw error;
    await db.command({ [`update${kind}`]: name, ...content });
  }
}
