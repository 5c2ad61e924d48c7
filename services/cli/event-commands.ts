/** `wac events`: the event log. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Filter } from 'mongodb';
import { collections, type EventDocument } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { readWhole } from './arguments.ts';
import { getByName } from '../queries/find-by-name.ts';
import type { WithSession } from './program.ts';
import type { Session } from './session.ts';
import { table } from './terminal/table.ts';

type EventOptions = {
  campaign?: string;
  level?: EventDocument['level'];
  category?: string;
  code?: string;
  since?: Date;
  limit: number;
  follow?: boolean;
};

const LOOK_EVERY_MS = 1_000;
/** Entries are written a moment after they happened: so far back the next look looks again. */
const OVERLAP_MS = 60_000;
const levels = ['INFO', 'WARNING', 'ERROR'] as const;

export function addEventCommands(program: Command, withSession: WithSession): void {
  program
    .command('events')
    .description('the event log: who did what when, imports, limits, holds, stops, opt-outs')
    .option('--campaign <campaign>', 'about this campaign, name or id')
    .addOption(
      new Option('--level <level>', 'at least this level')
        .choices(levels)
        .argParser((text) => readLevel(text)),
    )
    .option(
      '--category <category>',
      'e.g. MESSAGING_CAMPAIGN, IMPORT_ERROR, INTEGRATION, OPT_OUT, ENTITY_LIMIT',
    )
    .option('--code <code>', 'e.g. CAMPAIGN_FORCE_STOPPED')
    .option('--since <time>', 'not older than this ISO 8601 time', readTime)
    .option('--limit <number>', 'the latest so many', readWhole, 50)
    .option('--follow', 'go on with what happens, until interrupted')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wac events --level WARNING\n  $ wac events --campaign Spring --follow\n  $ wac events --since 2026-03-01T08:00Z --limit 1000 --json',
    )
    .action(
      withSession(async (session, options: EventOptions) => {
        const database = await session.database();
        const filter = await filterOf(database, options);
        const found = await latest(database, filter, options.limit);
        if (found.length === 0 && !options.follow) session.say('no such events');
        show(session, found);
        if (options.follow) await follow(session, database, filter, found);
      }),
    );
}

async function filterOf(database: Database, options: EventOptions): Promise<Filter<EventDocument>> {
  const { campaign, level, category, code, since } = options;
  const id = campaign && (await getByName(database, collections.campaigns, 'campaign', campaign))._id;
  return {
    ...(id ? { 'entity.id': id } : {}),
    ...(level ? { level: { $in: levels.slice(levels.indexOf(level)) } } : {}),
    ...(category ? { category: category.toUpperCase() as EventDocument['category'] } : {}),
    ...(code ? { code: code.toUpperCase() } : {}),
    ...(since ? { at: { $gte: since } } : {}),
  };
}

/** The latest, oldest first. */
async function latest(
  database: Database,
  filter: Filter<EventDocument>,
  limit: number,
): Promise<EventDocument[]> {
  const found = await database
    .of(collections.events)
    .find(filter)
    .sort({ at: -1, _id: -1 })
    .limit(Math.max(1, limit))
    .toArray();
  return found.reverse();
}

async function follow(
  session: Session,
  database: Database,
  filter: Filter<EventDocument>,
  shown: readonly EventDocument[],
): Promise<never> {
  const seen = new Set(shown.map(({ _id }) => _id));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const since = new Date(Date.now() - OVERLAP_MS);
    const found = await database
      .of(collections.events)
      .find({ $and: [filter, { at: { $gte: since } }] })
      .sort({ at: 1, _id: 1 })
      .toArray();
    show(
      session,
      found.filter(({ _id }) => !seen.has(_id)),
      false,
    );
    for (const { _id } of found) seen.add(_id);
  }
}

function show(session: Session, events: readonly EventDocument[], withHeader = true): void {
  if (session.json) {
    for (const { _id, ...rest } of events) session.result({ id: _id, ...rest }, '');
    return;
  }
  if (events.length === 0) return;
  const rows = events.map(({ at, level, code, message }) => [at.toISOString(), level, code, message]);
  session.result(null, table(withHeader ? [['WHEN', 'LEVEL', 'CODE', 'WHAT'], ...rows] : rows));
}

function readLevel(text: string): EventDocument['level'] {
  const level = levels.find((one) => one === text.toUpperCase());
  if (!level) throw new InvalidArgumentError(`Expected ${levels.join(', ')}, found "${text}".`);
  return level;
}

function readTime(text: string): Date {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-03-01T08:00Z, found "${text}".`);
  return new Date(at);
}
