/** `wac messages …` */
import { Option, type Command } from 'commander';
import { collections, type CampaignDocument } from '../../schemas/collections.ts';
import { contactExportColumns } from '../domain/contact/export-columns.ts';
import { fault } from '../domain/fault.ts';
import { runIdOf } from '../domain/message/message.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { collect, collectWhole, readWhole } from './arguments.ts';
import { contactsOfMessages } from '../queries/contacts/contacts-of-messages.ts';
import { Refused } from '../domain/refused.ts';
import { UsageError } from './exit-codes.ts';
import { findMessage } from '../queries/messages/find-message.ts';
import { getByName } from '../queries/find-by-name.ts';
import { messageFilter, outcomes, type MessageFilter } from '../queries/messages/message-filter.ts';
import { messageColumns, messageRow } from '../queries/messages/message-row.ts';
import { messageStory } from '../queries/messages/message-story.ts';
import type { WithSession } from './program.ts';
import { fields, table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';

type ExportOptions = MessageFilter & {
  campaign: string;
  run?: number;
  format: RowFormat;
  contacts: boolean;
  out?: string;
};

type Rows = { columns: readonly string[]; rows: AsyncIterable<Record<string, unknown>> };

export function addMessageCommands(program: Command, withSession: WithSession): void {
  const messages = program.command('messages').description('messages of a campaign');
  addShow(messages, withSession);
  messages
    .command('export')
    .description('one row per contact of a run: outcome, wrap-up code, Delivery Status, times')
    .requiredOption('--campaign <campaign>', 'name or id')
    .option('--run <number>', 'an earlier run (default: the present one)', readWhole)
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .addOption(new Option('--only <outcomes...>', 'only these outcomes').choices(Object.keys(outcomes)))
    .option('--code <code>', 'only with this WhatsApp error code (repeatable)', collectWhole)
    .option('--reason <reason>', 'only with this reason, as exports show it (repeatable)', collect)
    .option('--contacts', 'the contacts’ own columns instead, to be imported as a list', false)
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Outcomes: sent (WhatsApp took it), delivered (it is on the device), read, undelivered (it will not be), never-reached (taken, and no
news that it is on the device), failed, skipped, unknown (nobody knows whether it was sent), open (no outcome yet).
Who is unknown or never-reached may have got it all the same: sent to once more, they may get it twice.

Examples:
  $ wac messages export --campaign Spring --out spring.csv
  $ wac messages export --campaign Spring --only failed --code 131026 --code 131047
Who did not get it, and only those once more:
  $ wac messages export --campaign Spring --only failed unknown never-reached --contacts --out again.csv
  $ wac lists import again.csv --name "Spring again" --whatsapp-column phone --country US`,
    )
    .action(
      withSession(async (session, options: ExportOptions) => {
        const database = await session.database();
        const campaign = await getByName(database, collections.campaigns, 'campaign', options.campaign);
        const runId = runOf(campaign, options.run);
        const { columns, rows } = options.contacts
          ? await contactRows(database, campaign, runId, options)
          : messageRows(database, runId, options);
        const { format, out = null } = options;
        const count = await writeRows(rows, columns, format, out, session.io.out);
        session.say(
          `${count} ${options.contacts ? 'contacts' : 'messages'}${out === null ? '' : ` in ${out}`}`,
        );
      }),
    );
}

function addShow(messages: Command, withSession: WithSession): void {
  messages
    .command('show')
    .description('what happened to one message, and when')
    .argument('<campaign>', 'name or id')
    .argument('<message>', 'the recipient’s number, the contact’s id, or the message’s id')
    .option('--run <number>', 'an earlier run (default: the present one)', readWhole)
    .addHelpText('after', '\nExample:\n  $ wac messages show Spring "+1 317 555 5555"')
    .action(
      withSession(async (session, reference: string, which: string, options: { run?: number }) => {
        const database = await session.database();
        const campaign = await getByName(database, collections.campaigns, 'campaign', reference);
        const runId = runOf(campaign, options.run);
        const message = runId === null ? null : await findMessage(database, campaign, runId, which);
        if (!message)
          throw new Refused(`no message of ${campaign.name}`, [
            fault(
              'resource.not.found',
              'message',
              `This run of ${campaign.name} has no message for "${which}" (yet): expected a number, a contact id or a message id.`,
            ),
          ]);
        const story = messageStory(message);
        const lines = story.map(({ at, what, attempt, code, detail }) => [
          at.toISOString(),
          what,
          attempt === null ? '' : String(attempt),
          code === null ? '' : String(code),
          detail,
        ]);
        session.result(
          { ...messageRow(message), 'Resent At': message.resentAt ?? null, History: story },
          `${fields(messageRow(message))}\n\n${table([['WHEN', 'WHAT', 'ATTEMPT', 'CODE', 'DETAIL'], ...lines])}`,
        );
      }),
    );
}

/** @throws UsageError for a run that the campaign does not have */
function runOf(campaign: CampaignDocument, run: number | undefined): string | null {
  if (run === undefined) return campaign.runId;
  if (run >= 1 && run <= campaign.runNumber) return runIdOf(campaign._id, run);
  throw new UsageError(`--run: ${campaign.name} has the runs 1 to ${campaign.runNumber}, not ${run}`);
}

/** Streamed by the range of ids that a run is, so that memory does not grow with it. */
function messageRows(database: Database, runId: string | null, filter: MessageFilter): Rows {
  async function* rows() {
    if (runId === null) return;
    for await (const message of database.of(collections.messages).find(messageFilter(runId, filter)))
      yield messageRow(message);
  }
  return { columns: messageColumns, rows: rows() };
}

/** @throws Refused when the list is gone */
async function contactRows(
  database: Database,
  campaign: CampaignDocument,
  runId: string | null,
  filter: MessageFilter,
): Promise<Rows> {
  const { contactListId } = campaign;
  const list = await getByName(database, collections.contactLists, 'contact list', contactListId);
  const columns = contactExportColumns(
    list.columnNames,
    list.whatsappColumns.map(({ columnName }) => columnName),
  );
  async function* rows() {
    if (runId !== null)
      yield* contactsOfMessages(database, list, campaign, messageFilter(runId, filter), runId);
  }
  return { columns, rows: rows() };
}
