/** `wac messages …` */
import { Option, type Command } from 'commander';
import type { CampaignDocument } from '../../schemas/collections.ts';
import { contactExportColumns } from '../domain/contact/export-columns.ts';
import { fault } from '../domain/fault.ts';
import { runIdOf } from '../domain/message/message.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { collect, collectWhole, readLimit, readWhole } from './arguments/arguments.ts';
import { contactsOfMessages } from '../queries/contacts/contacts-of-messages.ts';
import { Refused } from '../domain/refused.ts';
import { UsageError } from './exit-codes.ts';
import { findMessage } from '../queries/messages/find-message.ts';
import { getCampaign } from '../queries/campaigns/list-campaigns.ts';
import { getContactList } from '../queries/lists/contact-lists.ts';
import { listMessages, messageRows, messagesWithNumbers } from '../queries/messages/message-rows.ts';
import { messagesOfNumber } from '../queries/messages/messages-of-number.ts';
import { allOf } from '../queries/page.ts';
import { toPhoneId } from '../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../domain/phone/phone-reading.ts';
import { messageFilter, outcomes, type MessageFilter } from '../queries/messages/message-filter.ts';
import { messageColumns, messageRow, type MessageRow } from '../queries/messages/message-row.ts';
import { messageStory } from '../queries/messages/message-story.ts';
import type { WithSession } from './with-session.ts';
import type { Session } from './session.ts';
import { counted } from './terminal/counted.ts';
import { fields, table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';

type ExportOptions = MessageFilter & {
  campaign: string;
  run?: number;
  format: RowFormat;
  contacts: boolean;
  attempts: boolean;
  out?: string;
};

type Rows = { columns: readonly string[]; rows: AsyncIterable<Record<string, unknown>> };

export function addMessageCommands(program: Command, withSession: WithSession): void {
  const messages = program.command('messages').description('messages of a campaign, or to a number');
  addShow(messages, withSession);
  addList(messages, withSession);
  messages
    .command('export')
    .description('one row per contact of a run, in send order: outcome, wrap-up code, Delivery Status, times')
    .requiredOption('--campaign <campaign>', 'name or id')
    .option('--run <number>', 'an earlier run (default: the current one)', readWhole)
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .addOption(new Option('--only <outcomes...>', 'only these outcomes').choices(Object.keys(outcomes)))
    .option('--code <code>', 'only with this WhatsApp error code (repeatable)', collectWhole)
    .option('--reason <reason>', 'only with this reason, as exports show it (repeatable)', collect)
    .option('--attempts', 'one row per attempt instead of one per contact', false)
    .option('--contacts', 'write the columns of the contact list, to import the rows as a new list', false)
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Outcomes: sent (WhatsApp accepted the message), delivered (it is on the device), read, undelivered (it will never be delivered),
never-reached (accepted, but not reported as delivered), failed, skipped, unknown (it may or may not have been sent), open (no outcome yet).
A recipient whose outcome is unknown or never-reached may have received the message: if you send it again, they may get it twice.

Examples:
  $ wac messages export --campaign Spring --out spring.csv
  $ wac messages export --campaign Spring --only failed --code 131026 --code 131047
To message only those again who did not get it:
  $ wac messages export --campaign Spring --only failed unknown never-reached --contacts --out again.csv
  $ wac lists import again.csv --name "Spring again" --whatsapp-column phone --country US`,
    )
    .action(
      withSession(async (session, options: ExportOptions) => {
        const database = await session.database();
        if (options.contacts && options.attempts)
          throw new UsageError('give --contacts or --attempts, not both');
        const campaign = await getCampaign(database, options.campaign);
        const runId = runOf(campaign, options.run);
        const { columns, rows } = options.contacts
          ? await contactRows(database, campaign, runId, options)
          : {
              columns: messageColumns,
              rows:
                runId === null ? none() : messageRows(database, campaign, runId, options, options.attempts),
            };
        const { format, out = null } = options;
        const count = await writeRows(rows, columns, format, out, session.io.out);
        const noun = options.contacts ? 'contact' : options.attempts ? 'attempt' : 'message';
        session.say(`${counted(count, noun)}${out === null ? '' : ` in ${out}`}`);
      }),
    );
}

function addShow(messages: Command, withSession: WithSession): void {
  messages
    .command('show')
    .description('what happened to one message, and when')
    .argument('<campaign>', 'name or id')
    .argument('<message>', 'the recipient’s number, the contact’s id, or the message’s id')
    .option('--run <number>', 'an earlier run (default: the current one)', readWhole)
    .addHelpText('after', '\nExample:\n  $ wac messages show Spring "+1 317 555 5555"')
    .action(
      withSession(async (session, reference: string, which: string, options: { run?: number }) => {
        const database = await session.database();
        const campaign = await getCampaign(database, reference);
        const runId = runOf(campaign, options.run);
        const match = runId === null ? null : await findMessage(database, campaign, runId, which);
        if (!match)
          throw new Refused(`no message of ${campaign.name}`, [
            fault(
              'resource.not.found',
              'message',
              `This run of ${campaign.name} has no message for "${which}" (yet): expected a number, a contact id or a message id.`,
            ),
          ]);
        const [message = match] = await messagesWithNumbers(database, campaign, [match]);
        const row = messageRow(campaign.name, message);
        const story = messageStory(message);
        const lines = story.map(({ at, what, attempt, code, detail }) => [
          at.toISOString(),
          what,
          attempt === null ? '' : String(attempt),
          code === null ? '' : String(code),
          detail,
        ]);
        session.result(
          { ...row, 'Resent At': message.resentAt ?? null, History: story },
          `${fields(row)}\n\n${table([['WHEN', 'WHAT', 'ATTEMPT', 'CODE', 'DETAIL'], ...lines])}`,
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

async function* none(): AsyncGenerator<Record<string, unknown>> {
  yield* [];
}

type ListOptions = {
  number?: string;
  country?: string;
  campaign?: string;
  run?: number;
  limit: number;
} & MessageFilter;

/** Rows for a table; --json has all of them. */
const listed = [
  ...(['Campaign', 'Contact ID', 'Phone ID', 'Attempts', 'Wrap-up Code'] as const),
  ...(['Delivery Status', 'Reason', 'Ended At'] as const),
];

function addList(messages: Command, withSession: WithSession): void {
  messages
    .command('list')
    .description('messages to a number in all campaigns, or messages of one campaign')
    .option(
      '--number <number>',
      'the recipient, with country code: every run of every campaign, the latest first',
    )
    .option('--country <code>', 'country of a number written nationally, e.g. US')
    .option('--campaign <campaign>', 'name or id')
    .option('--run <number>', 'an earlier run (default: the current one)', readWhole)
    .addOption(new Option('--only <outcomes...>', 'only these outcomes').choices(Object.keys(outcomes)))
    .option('--limit <n>', 'show at most this many', readLimit, 50)
    .addHelpText(
      'after',
      `
Skipped recipients are found by the numbers that the contacts have now.

Examples:
  $ wac messages list --number "+1 317 555 5555"
  $ wac messages list --campaign Spring --only skipped`,
    )
    .action(
      withSession(async (session, options: ListOptions) => {
        const { number, campaign, limit } = options;
        if ((number === undefined) === (campaign === undefined))
          throw new UsageError('give either --number or --campaign');
        const rows: MessageRow[] = [];
        const source =
          number === undefined
            ? await ofCampaign(session, options)
            : await ofNumber(session, number, options);
        for await (const row of source) {
          rows.push(row);
          if (rows.length === limit) break;
        }
        if (session.json) return rows.forEach((row) => session.result(row, ''));
        if (rows.length === 0) return session.say('no messages, and no skipped contacts');
        session.result(
          null,
          table([listed, ...rows.map((row) => listed.map((column) => String(row[column] ?? '-')))]),
        );
        if (rows.length === limit) session.say(`the first ${limit}; --limit shows more`);
      }),
    );
}

async function ofNumber(
  session: Session,
  number: string,
  { country = null, run, only }: { country?: string | null; run?: number } & MessageFilter,
): Promise<AsyncIterable<MessageRow>> {
  if (run !== undefined || only) throw new UsageError('--run and --only need --campaign');
  const reading = toPhoneId(number.trim(), country);
  if (!reading.ok) throw new UsageError(`the number ${phoneFaultTexts[reading.reason]}`);
  return messagesOfNumber(await session.database(), reading.phoneId);
}

async function ofCampaign(
  session: Session,
  { campaign: reference = '', run, only }: ListOptions,
): Promise<AsyncIterable<MessageRow>> {
  const database = await session.database();
  const campaign = await getCampaign(database, reference);
  const runId = runOf(campaign, run);
  return allOf(async (request) =>
    runId === null
      ? { items: [], next: null }
      : listMessages(database, campaign, runId, only ? { only } : {}, request),
  );
}

/** @throws Refused when the list is deleted */
async function contactRows(
  database: Database,
  campaign: CampaignDocument,
  runId: string | null,
  filter: MessageFilter,
): Promise<Rows> {
  const { contactListId } = campaign;
  const list = await getContactList(database, contactListId);
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
