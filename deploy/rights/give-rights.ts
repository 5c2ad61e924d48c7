/**
 * `node dist/deploy/rights/give-rights.js kafka|mongodb`: gives each process its rights, from the tables that
 * the processes use. Runs with the settings of somebody who may give rights. Options: docs/kafka-acls.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { readEnv } from '../../config/env.ts';
import { toSettings, type Settings } from '../../config/settings.ts';
import { connectMongo } from '../../services/platform/mongo/mongo.ts';
import { createKafka } from '../../services/platform/kafka/kafka.ts';
import { requireAccess } from '../../services/platform/kafka/require-access.ts';
import { createLogger } from '../../services/platform/process/logger.ts';
import { refusalIn } from '../../services/platform/process/refusal.ts';
import { withoutPasswords } from '../../services/platform/process/without-passwords.ts';
import { aclText, applyAcls, findFurtherAcls, removeAcls } from './apply-kafka-acls.ts';
import { applyMongoUsers } from './apply-mongo-users.ts';
import { aclCommands, rightsOf, type Party } from './kafka-acls.ts';
import { mongoRoles } from './mongo-roles.ts';

const USAGE = `node dist/deploy/rights/give-rights.js kafka|mongodb [options]
  --print            print commands for kafka-acls.sh, or the roles, and change nothing
  --user PATTERN     name of each party's user, {party} stands for the party (default: {party})
  --without NAMES    parties that get nothing, comma-separated, e.g. commanders
  --prune            kafka: take away what these users may do beyond their rights
  --passwords FOLDER mongodb: files mongodb-<party> with the passwords; a party without a file gets a role only
`;

class Misuse extends Error {}

try {
  await giveRights(process.argv.slice(2));
} catch (error) {
  const said = error instanceof Misuse ? error.message : refusalIn(error)?.message;
  console.error(withoutPasswords(said ?? inspect(error)));
  process.exit(error instanceof Misuse ? 64 : 1);
}

async function giveRights(args: string[]): Promise<void> {
  const { positionals, values } = parse(args);
  const [part] = positionals;
  const settings = toSettings(readEnv());
  const without = new Set((values.without ?? '').split(','));
  const pattern = values.user ?? '{party}';
  if (!pattern.includes('{party}'))
    throw new Misuse('--user: expected {party} in it, or all would be one user');
  const userOf = (party: string): string => pattern.replaceAll('{party}', party);
  if (part === 'kafka')
    await kafkaRights(settings, userOf, without, { print: values.print, prune: values.prune });
  else if (part === 'mongodb') await mongoRights(settings, userOf, without, values);
  else throw new Misuse(USAGE);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        print: { type: 'boolean', default: false },
        user: { type: 'string' },
        without: { type: 'string' },
        prune: { type: 'boolean', default: false },
        passwords: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Misuse(`${(error as Error).message}\n${USAGE}`);
  }
}

async function kafkaRights(
  settings: Settings,
  userOf: (party: string) => string,
  without: ReadonlySet<string>,
  { print, prune }: { print: boolean; prune: boolean },
): Promise<void> {
  const { namespace } = settings;
  const rights = rightsOf(namespace).filter(({ party }) => !without.has(party));
  const principalOf = (party: Party): string => `User:${userOf(party)}`;
  if (print) return say(aclCommands(rights, principalOf));
  await requireAccess(settings.kafka, 'give-rights');
  const log = createLogger('give-rights', settings.instanceId, settings.log.level, settings.log.pretty);
  const admin = createKafka(settings.kafka, 'give-rights', log).admin();
  await admin.connect();
  try {
    say([`${await applyAcls(admin, rights, principalOf)} rights are given`]);
    const further = await findFurtherAcls(admin, rights, principalOf, namespace);
    if (prune) await removeAcls(admin, further);
    say(further.map((acl) => `${prune ? 'taken away' : 'beyond its rights'}: ${aclText(acl)}`));
  } finally {
    await admin.disconnect();
  }
}

async function mongoRights(
  settings: Settings,
  userOf: (party: string) => string,
  without: ReadonlySet<string>,
  { print, passwords }: { print: boolean; passwords?: string | undefined },
): Promise<void> {
  const { database } = settings.mongo;
  if (print) return say(mongoRoles(database).map((role) => JSON.stringify(role)));
  const passwordOf = (party: string): string | null => {
    if (passwords === undefined || without.has(party)) return null;
    try {
      return readFileSync(join(passwords, `mongodb-${party}`), 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const connected = await connectMongo(settings.mongo, 'give-rights');
  try {
    const users = await applyMongoUsers(connected.client, database, userOf, passwordOf);
    say([`${mongoRoles(database).length} roles and ${users.length} users are made: ${users.join(', ')}`]);
  } finally {
    await connected.close();
  }
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
