/** `wac messages …` */
import { Option, type Command } from 'commander';
import { collections, type MessageDocument } from '../../schemas/collections.ts';
import { ledgerRangeOf, runIdOf } from '../domain/message.ts';
import type { Database } from '../platform/mongo.ts';
import { readWhole } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { getByName } from './find-by-name.ts';
import { messageColumns, messageRow } from './message-row.ts';
import type { WithSession } from './program.ts';
import { writeRows, type RowFormat } from './write-rows.ts';

type ExportOptions = {
  campaign: string;
  run?: number;
  format: RowFormat;
  out?: string;
  only?: Outcome[];
};

/** Which messages: the states and deliveries that each word stands for. */
const outcomes = {
  sent: { state: 'ACCEPTED' },
  failed: { state: 'FAILED' },
  skipped: { state: 'SKIPPED' },
  unknown: { state: 'UNKNOWN' },
  undelivered: { delivery: 'UNDELIVERED' },
  open: { state: { $in: ['INTENT', 'WAITING'] } },
} as const;
type Outcome = keyof typeof outcomes;

export function addMessageCommands(program: Command, withSession: WithSession): void {
  const messages = program.command('messages').description('messages of a campaign');
  messages
    .command('export')
    .description('one row per contact of a run: outcome, wrap-up code, Delivery Status, times')
    .requiredOption('--campaign <campaign>', 'name or id')
    .option('--run <number>', 'an earlier run (default: the present one)', readWhole)
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .addOption(new Option('--only <outcomes...>', 'only these outcomes').choices(Object.keys(outcomes)))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Examples:
  $ wac messages export --campaign Spring --out spring.csv
  $ wac messages export --campaign Spring --only failed unknown undelivered --format ndjson`,
    )
    .action(
      withSession(async (session, options: ExportOptions) => {
        const database = await session.database();
        const campaign = await getByName(database, collections.campaigns, 'campaign', options.campaign);
        if (options.run !== undefined && (options.run < 1 || options.run > campaign.runNumber))
          throw new UsageError(
            `--run: ${campaign.name} has the runs 1 to ${campaign.runNumber}, not ${options.run}`,
          );
        const runId = options.run === undefined ? campaign.runId : runIdOf(campaign._id, options.run);
        async function* rows() {
          if (runId === null) return;
          for await (const message of messagesOfRun(database, runId, options.only ?? []))
            yield messageRow(message);
        }
        const count = await writeRows(
          rows(),
          messageColumns,
          options.format,
          options.out ?? null,
          session.io.out,
        );
        session.say(`${count} messages${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

/** Streamed by the range of ids that a run is, so that memory does not grow with it. */
function messagesOfRun(
  database: Database,
  runId: string,
  only: readonly Outcome[],
): AsyncIterable<MessageDocument> {
  const { from, to } = ledgerRangeOf(runId);
  return database.of(collections.messages).find({
    _id: { $gte: from, $lt: to },
    ...(only.length > 0 ? { $or: only.map((outcome) => outcomes[outcome]) } : {}),
  });
}
