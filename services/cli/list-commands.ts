/** `wac lists …` */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { contactListView, getContactList, listContactLists } from '../queries/lists/contact-lists.ts';
import { collect } from './arguments/arguments.ts';
import { addContactCommands } from './contact-commands.ts';
import { divisionIdOf } from '../queries/divisions/divisions.ts';
import { UsageError } from './exit-codes.ts';
import type { Session } from './session.ts';
import { suggestWhatsAppColumn } from './arguments/suggest-whatsapp-column.ts';
import { confirm } from './terminal/confirm.ts';
import { counted } from './terminal/counted.ts';
import { followImport } from './terminal/follow-import.ts';
import { showAll } from './terminal/show-all.ts';
import { fields } from './terminal/table.ts';
import { checkFile, isLocalFile, nameOfFile, sourceOf } from './arguments/upload-file.ts';
import type { WithSession } from './with-session.ts';

type ColumnOptions = {
  whatsappColumn?: string[];
  idColumn?: string;
  country?: string;
  timeZone?: string;
  timeZoneColumn?: string;
};
type ImportOptions = ColumnOptions & { name?: string; division?: string; list?: string; wait: boolean };
type UpdateOptions = ColumnOptions & { name?: string };

export function addListCommands(program: Command, withSession: WithSession): void {
  const lists = program.command('lists').description('contact lists');
  addImport(lists, withSession);
  addUpdate(lists, withSession);
  addList(lists, withSession);
  addShow(lists, withSession);
  addClear(lists, withSession);
  addDelete(lists, withSession);
  addContactCommands(lists, withSession);
}

function addImport(lists: Command, withSession: WithSession): void {
  withColumns(lists.command('import'))
    .description('create a contact list from a CSV file or URL, or add a file to a list')
    .argument(
      '<csv>',
      'UTF-8 file with a header row, - for standard input, or a URL that the importer allows',
    )
    .option('--name <name>', 'name of the new list')
    .option('--division <division>', 'division of the new list, name or id')
    .option('--list <list>', 'add to this list (name or id) instead of creating one')
    .option('--no-wait', 'return when the import is accepted, do not wait for its end')
    .addHelpText(
      'after',
      `
Without --whatsapp-column the only column that holds phone numbers is taken, and named; if there is none or several, nothing is imported.

Examples:
  $ wac lists import contacts.csv --name Customers --whatsapp-column phone --country US --id-column id
  $ wac lists import more.csv --list Customers
  $ gunzip -c contacts.csv.gz | wac lists import - --name Customers --whatsapp-column phone
  $ wac lists import https://files.example.com/contacts.csv --list Customers   (IMPORT_URL_ORIGINS must have its origin)`,
    )
    .action(
      withSession(async (session, csv: string, options: ImportOptions) => {
        checkOptions(options);
        await checkFile(csv);
        const whatsappColumns = options.list === undefined ? await columnsFor(session, csv, options) : [];
        const database = await session.database();
        const list = options.list === undefined ? null : await getContactList(database, options.list);
        const listId = list?._id ?? randomUUID();
        const source = await sourceOf(session, csv);
        const importId = randomUUID();
        await session.send(
          listId,
          list
            ? { type: 'ImportContacts', source }
            : {
                type: 'CreateContactList',
                name: options.name ?? '',
                divisionId: await divisionIdOf(database, options.division),
                whatsappColumns: whatsappColumns.map((columnName) => ({
                  columnName,
                  type: 'cell',
                  contactableTimeColumn: options.timeZoneColumn ?? null,
                })),
                contactIdColumn: options.idColumn ?? null,
                defaultCountry: options.country ?? null,
                timeZone: options.timeZone ?? null,
                columnNames: null,
                source,
              },
          importId,
        );
        session.say(`list ${listId}, import ${importId}`);
        if (options.wait) await followImport(session, importId, nameOfFile(csv));
        else session.result({ listId, importId }, `list ${listId}\nimport ${importId}`);
      }),
    );
}

function addUpdate(lists: Command, withSession: WithSession): void {
  withColumns(lists.command('update'))
    .description('change a contact list; options that are left out keep their values, an empty value clears')
    .argument('<list>', 'name or id')
    .option('--name <name>', 'new name')
    .addHelpText(
      'after',
      `
The columns of a list are fixed with its first contact: numbers and ids of the contacts were read from them.

Examples:
  $ wac lists update Customers --name "Customers 2026" --time-zone America/New_York
  $ wac lists update Customers --country ""`,
    )
    .action(
      withSession(async (session, reference: string, options: UpdateOptions) => {
        if (Object.keys(options).length === 0)
          throw new UsageError('nothing to change: give at least one option (wac lists update --help)');
        const list = await getContactList(await session.database(), reference);
        const columns =
          options.whatsappColumn ??
          (options.timeZoneColumn === undefined
            ? null
            : list.whatsappColumns.map(({ columnName }) => columnName));
        const { version } = await session.send(list._id, {
          type: 'UpdateContactList',
          name: options.name ?? null,
          whatsappColumns:
            columns?.map((columnName) => ({
              columnName,
              type: 'cell',
              contactableTimeColumn:
                (options.timeZoneColumn ??
                  list.whatsappColumns.find((column) => column.columnName === columnName)
                    ?.contactableTimeColumn) ||
                null,
            })) ?? null,
          contactIdColumn: options.idColumn ?? null,
          defaultCountry: options.country ?? null,
          timeZone: options.timeZone ?? null,
        });
        session.result(
          { id: list._id, version },
          `version ${version ?? '-'} of ${options.name ?? list.name}`,
        );
      }),
    );
}

function addList(lists: Command, withSession: WithSession): void {
  lists
    .command('list')
    .description('all contact lists, with the reason if campaigns cannot use one')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listContactLists(database, request),
          none: 'there are no contact lists yet: create one with `wac lists import`',
          columns: ['ID', 'NAME', 'CONTACTS', 'WHATSAPP COLUMNS', 'NOT ASSIGNABLE'],
          row: ({ id, name, size, whatsappColumns, unassignable }) => [
            ...[id, name, String(size), whatsappColumns.join(', ')],
            unassignable.map(({ message }) => message).join(' '),
          ],
          view: (list) => list,
        });
      }),
    );
}

function addShow(lists: Command, withSession: WithSession): void {
  lists
    .command('show')
    .description('one contact list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const view = contactListView(await getContactList(await session.database(), reference));
        const { unassignable, imports, columns, whatsappColumns, ...rest } = view;
        session.result(
          view,
          fields({
            ...rest,
            columns: columns.join(', '),
            whatsappColumns: whatsappColumns.join(', '),
            imports: imports.map(({ id, state }) => `${id} ${state}`).join(', '),
            unassignable: unassignable.map(({ message }) => message).join(' ') || 'no',
          }),
        );
      }),
    );
}

function addClear(lists: Command, withSession: WithSession): void {
  lists
    .command('clear')
    .description(
      'remove all contacts of a list; the list stays, and running campaigns no longer message them',
    )
    .argument('<list>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const { _id, name, size } = await getContactList(await session.database(), reference);
        const question = `Remove all ${counted(size, 'contact')} of the contact list "${name}"`;
        await confirm(session, question, options.yes);
        await session.send(_id, { type: 'ClearContactList', contactListId: _id });
        session.result({ id: _id, removed: size }, `removed ${counted(size, 'contact')} of ${name}`);
      }),
    );
}

function addDelete(lists: Command, withSession: WithSession): void {
  lists
    .command('delete')
    .description('delete a contact list with its contacts')
    .argument('<list>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const { _id, name, size } = await getContactList(await session.database(), reference);
        const question = `Delete the contact list "${name}" with ${counted(size, 'contact')}`;
        await confirm(session, question, options.yes);
        await session.send(_id, { type: 'DeleteContactList', contactListId: _id });
        session.result({ id: _id, deleted: true }, `deleted ${name}`);
      }),
    );
}

const withColumns = (command: Command): Command =>
  command
    .option('--whatsapp-column <column>', 'column with a WhatsApp number (repeatable)', collect)
    .option('--country <code>', 'country of numbers written nationally, e.g. US')
    .option('--id-column <column>', 'column that identifies a contact (default: the whole row does)')
    .option('--time-zone <zone>', 'IANA zone of dates without offset, e.g. America/New_York')
    .option('--time-zone-column <column>', 'column with each contact’s own time zone, for callable times');

/** The columns given, otherwise the one that is clear. @throws UsageError when none is clear */
async function columnsFor(
  session: Session,
  csv: string,
  { whatsappColumn, country }: ImportOptions,
): Promise<string[]> {
  if (whatsappColumn) return whatsappColumn;
  if (!isLocalFile(csv))
    throw new UsageError('a new list needs --whatsapp-column: the column with the WhatsApp numbers');
  const { column, columns } = await suggestWhatsAppColumn(csv, country ?? null);
  if (column !== null) {
    session.say(
      `WhatsApp column: "${column}", the only one with phone numbers (--whatsapp-column for another)`,
    );
    return [column];
  }
  throw new UsageError(
    columns.length === 0
      ? 'a new list needs --whatsapp-column: the column with the WhatsApp numbers'
      : `which column holds the WhatsApp numbers? Use --whatsapp-column; the file has ${columns.join(', ')}`,
  );
}

function checkOptions({ name, list, division, ...columns }: ImportOptions): void {
  if ((name === undefined) === (list === undefined))
    throw new UsageError('give either --name for a new list or --list for an existing one');
  const { whatsappColumn, idColumn, country, timeZone, timeZoneColumn } = columns;
  const given = [whatsappColumn, idColumn, country, timeZone, timeZoneColumn, division];
  if (list !== undefined && given.some((option) => option !== undefined))
    throw new UsageError(
      'an existing list keeps its columns, country, time zone and division: leave those options out with --list (see `wac lists update`)',
    );
}
