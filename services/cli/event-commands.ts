/** `wac events`: the event log. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { EventDocument } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { getCampaign } from '../queries/campaigns/list-campaigns.ts';
import { eventLevels, followEvents, listEvents, type EventFilter } from '../queries/events/events.ts';
import { allOf } from '../queries/page.ts';
import { readLimit } from './arguments/arguments.ts';
import type { Session } from './session.ts';
import { table } from './terminal/table.ts';
import type { WithSession } from './with-session.ts';

type EventOptions = {
  campaign?: string;
  level?: EventDocument['level'];
  category?: string;
  code?: string;
  since?: Date;
  limit: number;
  follow?: boolean;
};

export function addEventCommands(program: Command, withSession: WithSession): void {
  program
    .command('events')
    .description('the event log: commands and who issued them, imports, limits, holds, stops, opt-outs')
    .option('--campaign <campaign>', 'about this campaign, name or id')
    .addOption(
      new Option('--level <level>', 'at least this level')
        .choices(eventLevels)
        .argParser((text) => readLevel(text)),
    )
    .option(
      '--category <category>',
      'e.g. MESSAGING_CAMPAIGN, IMPORT_ERROR, INTEGRATION, OPT_OUT, ENTITY_LIMIT',
    )
    .option('--code <code>', 'e.g. CAMPAIGN_FORCE_STOPPED')
    .option('--since <time>', 'since this ISO 8601 time', readTime)
    .option('--limit <number>', 'show at most this many, the latest', readLimit, 50)
    .option('--follow', 'keep showing new events until interrupted')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wac events --level WARNING\n  $ wac events --campaign Spring --follow\n  $ wac events --since 2026-03-01T08:00Z --limit 1000 --json',
    )
    .action(
      withSession(async (session, options: EventOptions) => {
        const database = await session.database();
        const filter = await filterOf(database, options);
        const events = await latest(database, filter, options.limit);
        if (events.length === 0 && !options.follow) session.say('no matching events');
        show(session, events);
        if (!options.follow) return;
        const shown = events.map(({ _id }) => _id);
        for await (const fresh of followEvents(database, filter, shown)) show(session, fresh, false);
      }),
    );
}

async function filterOf(database: Database, options: EventOptions): Promise<EventFilter> {
  const { campaign, level, category, code, since } = options;
  return {
    ...(campaign === undefined ? {} : { entityId: (await getCampaign(database, campaign))._id }),
    ...(level ? { level } : {}),
    ...(category === undefined ? {} : { category: category.toUpperCase() }),
    ...(code === undefined ? {} : { code: code.toUpperCase() }),
    ...(since ? { since } : {}),
  };
}

/** The latest, oldest first. */
async function latest(database: Database, filter: EventFilter, limit: number): Promise<EventDocument[]> {
  const events: EventDocument[] = [];
  for await (const event of allOf((request) =>
    listEvents(database, filter, { ...request, size: Math.min(request.size, limit) }),
  )) {
    events.push(event);
    if (events.length === limit) break;
  }
  return events.reverse();
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
  const level = eventLevels.find((name) => name === text.toUpperCase());
  if (!level) throw new InvalidArgumentError(`Expected ${eventLevels.join(', ')}, found "${text}".`);
  return level;
}

function readTime(text: string): Date {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-03-01T08:00Z, found "${text}".`);
  return new Date(at);
}
