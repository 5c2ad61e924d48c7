/** `wac dnc …` */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import type { ContactMethod } from '../../schemas/types.ts';
import { DNC_END_COLUMN } from '../domain/contact/export-columns.ts';
import { MAX_DNC_DAYS } from '../domain/time/dnc-end.ts';
import { dncListView, getDncList, listDncLists } from '../queries/lists/dnc-lists.ts';
import { collect } from './arguments/arguments.ts';
import { divisionIdOf } from '../queries/divisions/divisions.ts';
import { addDncNumberCommands } from './dnc-number-commands.ts';
import { UsageError } from './exit-codes.ts';
import { confirm } from './terminal/confirm.ts';
import { counted } from './terminal/counted.ts';
import { followImport } from './terminal/follow-import.ts';
import { showAll } from './terminal/show-all.ts';
import { fields } from './terminal/table.ts';
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
  addImport(dnc, withSession);
  addUpdate(dnc, withSession);
  addList(dnc, withSession);
  addShow(dnc, withSession);
  addDncNumberCommands(dnc, withSession);
  addClear(dnc, withSession);
  addDelete(dnc, withSession);
}

function addImport(dnc: Command, withSession: WithSession): void {
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

A column ${DNC_END_COLUMN} (UTC, 2026-12-31T00:00Z, at most ${MAX_DNC_DAYS} days ahead) gives the time at which the entries of a row expire. A value that
is not such a time is ignored and counted. Other columns are ignored. The rules: docs/do-not-contact.md`,
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
}

function addUpdate(dnc: Command, withSession: WithSession): void {
  dnc
    .command('update')
    .description('change a DNC list; options that are left out keep their values')
    .argument('<list>', 'name or id')
    .option('--name <name>', 'new name')
    .option(
      '--phone-column <column>',
      'column with phone numbers in files that are imported from now on (repeatable)',
      collect,
    )
    .option(
      '--country <code>',
      'country of nationally written numbers that are added from now on; "" clears it',
    )
    .addHelpText(
      'after',
      `
The numbers on the list stay as they are.

Example:
  $ wac dnc update Blocked --phone-column DNC_Home --phone-column DNC_Work`,
    )
    .action(
      withSession(
        async (
          session,
          reference: string,
          options: Pick<ImportOptions, 'name' | 'phoneColumn' | 'country'>,
        ) => {
          if (Object.keys(options).length === 0)
            throw new UsageError('nothing to change: give at least one option (wac dnc update --help)');
          const list = await getDncList(await session.database(), reference);
          const { version } = await session.send(list._id, {
            type: 'UpdateDncList',
            name: options.name ?? null,
            phoneColumns: options.phoneColumn ?? null,
            defaultCountry: options.country ?? null,
            version: null,
          });
          session.result(
            { id: list._id, version },
            `version ${version ?? '-'} of ${options.name ?? list.name}`,
          );
        },
      ),
    );
}

function addList(dnc: Command, withSession: WithSession): void {
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
}

function addShow(dnc: Command, withSession: WithSession): void {
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
}

function addClear(dnc: Command, withSession: WithSession): void {
  dnc
    .command('clear')
    .description('remove all numbers of a DNC list, which stays: they may get messages again')
    .argument('<list>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const { _id, name, size } = await getDncList(await session.database(), reference);
        const question = `Remove all ${counted(size, 'number')} of the DNC list "${name}", so that they may be messaged`;
        await confirm(session, question, options.yes);
        await session.send(_id, { type: 'ClearDncList', dncListId: _id });
        session.result({ id: _id, removed: size }, `removed ${counted(size, 'number')} of ${name}`);
      }),
    );
}

function addDelete(dnc: Command, withSession: WithSession): void {
  dnc
    .command('delete')
    .description('delete a DNC list: its numbers may get messages again')
    .argument('<list>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const list = await getDncList(await session.database(), reference);
        const question = `Delete the DNC list "${list.name}", so that its ${counted(list.size, 'number')} may be messaged`;
        await confirm(session, question, options.yes);
        await session.send(list._id, { type: 'DeleteDncList', dncListId: list._id });
        session.result({ id: list._id, deleted: true }, `deleted ${list.name}`);
      }),
    );
}
