/** `wac dnc …` */
import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ContactMethod } from '../../schemas/types.ts';
import { DNC_END_COLUMN, dncExportColumns } from '../domain/contact/export-columns.ts';
import { phoneFaultTexts, toPhoneId, writtenFor } from '../domain/phone/phone-id.ts';
import { MAX_DNC_DAYS } from '../domain/time/dnc-end.ts';
import {
  blocksOf,
  countEndedDncNumbers,
  dncListView,
  findDncNumbers,
  getDncList,
  listDncLists,
  scanDncNumbers,
  sizeOfDncList,
  type Block,
} from '../queries/lists/dnc-lists.ts';
import { collect } from './arguments/arguments.ts';
import { divisionIdOf } from '../queries/divisions/divisions.ts';
import { UsageError } from './exit-codes.ts';
import { confirm } from './terminal/confirm.ts';
import { counted } from './terminal/counted.ts';
import { followImport } from './terminal/follow-import.ts';
import { showAll } from './terminal/show-all.ts';
import { fields, table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';
import { checkFile, nameOfFile, sourceOf } from './arguments/upload-file.ts';
import type { WithSession } from './with-session.ts';

type ImportOptions = {
  name?: string;
  phoneColumn?: string[];
  country?: string;
  contactMethod: ContactMethod;
  division?: string;
  list?: string;
  wait: boolean;
};

export function addDncCommands(program: Command, withSession: WithSession): void {
  const dnc = program.command('dnc').description('DNC (do not contact) lists');
  dnc
    .command('import')
    .description('create a DNC list from a CSV file or URL, or add a file to a list')
    .argument(
      '<csv>',
      'UTF-8 file with a header row, - for standard input, or a URL that the importer allows',
    )
    .option('--name <name>', 'name of the new list')
    .option('--phone-column <column>', 'column with phone numbers (repeatable)', collect)
    .option('--country <code>', 'country of numbers written nationally, e.g. US')
    .addOption(
      new Option('--contact-method <method>', 'how the people on the list are contacted')
        .choices(['Phone', 'Any', 'WhatsApp', 'Email'])
        .default('Phone'),
    )
    .option('--division <division>', 'division of the new list, name or id')
    .option('--list <list>', 'add to this list (name or id) instead of creating one')
    .option('--no-wait', 'return when the import is accepted, do not wait for its end')
    .addHelpText(
      'after',
      `
Example:
  $ wac dnc import do-not-contact.csv --name Blocked --phone-column DNC_Home --phone-column DNC_Cell --country US

A column ${DNC_END_COLUMN} (UTC, 2026-12-31T00:00Z, at most ${MAX_DNC_DAYS} days ahead) gives the time at which the entries of a row expire. A value that is not
passed over and counted. Other columns are ignored. The rules: docs/do-not-contact.md`,
    )
    .action(
      withSession(async (session, csv: string, options: ImportOptions) => {
        if ((options.name === undefined) === (options.list === undefined))
          throw new UsageError('give either --name for a new list or --list for an existing one');
        await checkFile(csv);
        const database = await session.database();
        const list = options.list ? await getDncList(database, options.list) : null;
        const listId = list?._id ?? randomUUID();
        const source = await sourceOf(session, csv);
        const importId = randomUUID();
        await session.send(
          listId,
          list
            ? { type: 'ImportDncNumbers', source }
            : {
                type: 'CreateDncList',
                name: options.name ?? '',
                divisionId: await divisionIdOf(database, options.division),
                contactMethod: options.contactMethod,
                phoneColumns: options.phoneColumn ?? [],
                defaultCountry: options.country ?? null,
                source,
              },
          importId,
        );
        session.say(`DNC list ${listId}, import ${importId}`);
        if (options.wait) await followImport(session, importId, nameOfFile(csv));
        else session.result({ listId, importId }, `list ${listId}\nimport ${importId}`);
      }),
    );
  dnc
    .command('add')
    .description('add numbers; running campaigns respect them at once')
    .argument('<list>', 'name or id')
    .argument('<numbers...>', 'phone numbers')
    .option(
      '--expires <time>',
      `ISO 8601 time at which the entries end, at most ${MAX_DNC_DAYS} days ahead`,
      readTime,
    )
    .addHelpText('after', '\nExample:\n  $ wac dnc add Blocked "+1 317 555 5555" --expires 2026-12-31T00:00Z')
    .action(
      withSession(async (session, reference: string, numbers: string[], options: { expires?: number }) => {
        const list = await getDncList(await session.database(), reference);
        await session.send(list._id, { type: 'AddDncNumbers', numbers, expiresAt: options.expires ?? null });
        session.result(
          { id: list._id, added: numbers.length },
          `${counted(numbers.length, 'number')} on ${list.name}`,
        );
      }),
    );
  dnc
    .command('remove')
    .description('remove numbers')
    .argument('<list>', 'name or id')
    .argument('<numbers...>', 'phone numbers')
    .action(
      withSession(async (session, reference: string, numbers: string[]) => {
        const list = await getDncList(await session.database(), reference);
        const phoneIds = numbers.flatMap((text) => {
          const reading = toPhoneId(text.trim(), list.defaultCountry);
          return reading.ok ? [reading.phoneId] : [];
        });
        const before = await findDncNumbers(
          await session.database(),
          list._id,
          phoneIds.slice(0, 1_000),
          new Date(),
        );
        await session.send(list._id, { type: 'RemoveDncNumbers', numbers });
        const removed = before.size;
        const missing = new Set(phoneIds).size - removed;
        session.result(
          { id: list._id, asked: numbers.length, removed },
          `${counted(removed, 'number')} taken off ${list.name}${missing > 0 ? `; ${missing} ${missing === 1 ? 'was' : 'were'} not on it` : ''}`,
        );
      }),
    );
  dnc
    .command('purge')
    .description('remove expired entries and recount the list; expired entries block no number in any case')
    .argument('<list>', 'name or id')
    .addHelpText('after', '\nExample:\n  $ wac dnc purge Blocked')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const list = await getDncList(database, reference);
        const endedAt = new Date();
        const ended = await countEndedDncNumbers(database, list._id, endedAt);
        for (let left = ended, before = Infinity; left < before;) {
          before = left;
          await session.send(list._id, { type: 'PurgeDncNumbers' }); // a part of them
          left = await countEndedDncNumbers(database, list._id, endedAt);
          if (left === 0) break;
        }
        const size = await sizeOfDncList(database, list._id);
        session.result(
          { id: list._id, removed: ended, size },
          `${counted(ended, 'ended entry', 'ended entries')} removed, ${counted(size, 'number')} on ${list.name}`,
        );
      }),
    );
  dnc
    .command('export')
    .description('all numbers with their expiry times; can be imported again')
    .argument('<list>', 'name or id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  $ wac dnc export Blocked --out blocked.csv')
    .action(
      withSession(async (session, reference: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const list = await getDncList(database, reference);
        const columns = dncExportColumns(list.phoneColumns);
        const [phone = ''] = columns;
        async function* rows() {
          for await (const { phoneId, expiresAt } of scanDncNumbers(database, list._id, new Date()))
            yield {
              [phone]: writtenFor(phoneId, list.defaultCountry),
              [DNC_END_COLUMN]: expiresAt?.toISOString() ?? '',
            };
        }
        const count = await writeRows(rows(), columns, options.format, options.out ?? null, session.io.out);
        session.say(`${counted(count, 'number')}${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
  dnc
    .command('list')
    .description('all DNC lists, with the reason if campaigns cannot use one')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listDncLists(database, request),
          none: 'there are no DNC lists yet: create one with `wac dnc import`',
          columns: ['ID', 'NAME', 'NUMBERS', 'METHOD', 'NOT ASSIGNABLE'],
          row: ({ id, name, size, contactMethod, unassignable }) => [
            ...[id, name, String(size), contactMethod],
            unassignable.map(({ message }) => message).join(' '),
          ],
          view: (list) => list,
        });
      }),
    );
  dnc
    .command('show')
    .description('one DNC list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const list = await getDncList(await session.database(), reference);
        const { unassignable, imports, phoneColumns, ...rest } = dncListView(list);
        session.result(
          dncListView(list),
          fields({
            ...rest,
            phoneColumns: phoneColumns.join(', '),
            imports: imports.map(({ id, state }) => `${id} ${state}`).join(', '),
            unassignable: unassignable.map(({ message }) => message).join(' ') || 'no',
          }),
        );
      }),
    );
  dnc
    .command('check')
    .description('which DNC lists and opt-outs block a number now')
    .argument('<number>', 'phone number with country code')
    .option('--country <code>', 'country of a number written nationally, e.g. US')
    .addHelpText('after', '\nExample:\n  $ wac dnc check "+1 317 555 5555"')
    .action(
      withSession(async (session, number: string, options: { country?: string }) => {
        const reading = toPhoneId(number.trim(), options.country ?? null);
        if (!reading.ok) throw new UsageError(`the number ${phoneFaultTexts[reading.reason]}`);
        const { phoneId } = reading;
        const blocks: Block[] = [];
        for await (const block of blocksOf(await session.database(), phoneId, new Date())) blocks.push(block);
        const rows = blocks.map(({ kind, name, expiresAt, optedOutAt }) => [
          kind === 'DNC' ? 'DNC list' : 'opted out of',
          name,
          expiresAt?.toISOString() ?? '-',
          optedOutAt?.toISOString() ?? '-',
        ]);
        session.result(
          { phoneId, blocked: blocks.length > 0, by: blocks },
          rows.length === 0
            ? `${phoneId} is on no DNC list and has not opted out`
            : table([['WHY', 'NAME', 'ENDS', 'OPTED OUT AT'], ...rows]),
        );
      }),
    );
  dnc
    .command('delete')
    .description('delete a DNC list: its numbers may get messages again')
    .argument('<list>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const list = await getDncList(await session.database(), reference);
        const what = `Delete the DNC list "${list.name}", so that its ${counted(list.size, 'number')} may be messaged`;
        await confirm(session, what, options.yes);
        await session.send(list._id, { type: 'DeleteDncList', dncListId: list._id });
        session.result({ id: list._id, deleted: true }, `deleted ${list.name}`);
      }),
    );
}

function readTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-12-31T00:00Z, found "${text}".`);
  return at;
}
