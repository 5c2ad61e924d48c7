/** `wac lists …` */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { collections, type ContactListDocument } from '../../schemas/collections.ts';
import { contactListReasons } from '../domain/campaign/assignable.ts';
import { collect } from './arguments.ts';
import { addContactCommands } from './contact-commands.ts';
import { UsageError } from './exit-codes.ts';
import { getByName } from '../queries/find-by-name.ts';
import { followImport } from './terminal/follow-import.ts';
import type { WithSession } from './program.ts';
import { fields, table } from './terminal/table.ts';
import { checkFile, nameOfFile, sourceOf } from './upload-file.ts';

type ImportOptions = {
  name?: string;
  whatsappColumn?: string[];
  idColumn?: string;
  country?: string;
  timeZone?: string;
  timeZoneColumn?: string;
  division?: string;
  list?: string;
  wait: boolean;
};

export function addListCommands(program: Command, withSession: WithSession): void {
  const lists = program.command('lists').description('contact lists');
  lists
    .command('import')
    .description('make a contact list from a CSV file or URL, or add one to it')
    .argument('<csv>', 'UTF-8 file with a header row, or its URL on an origin that the importer allows')
    .option('--name <name>', 'name of the new list')
    .option('--whatsapp-column <column>', 'column with a WhatsApp number (repeatable)', collect)
    .option('--country <code>', 'country of numbers written nationally, e.g. US')
    .option('--id-column <column>', 'column that identifies a contact (default: the whole row does)')
    .option('--time-zone <zone>', 'IANA zone of dates without offset, e.g. America/New_York')
    .option('--time-zone-column <column>', 'column with each contact’s own time zone, for callable times')
    .option('--division <id>', 'division of the new list')
    .option('--list <list>', 'add to this list (name or id) instead of making one')
    .option('--no-wait', 'return when the import is accepted, do not wait for its end')
    .addHelpText(
      'after',
      `
Examples:
  $ wac lists import contacts.csv --name Customers --whatsapp-column phone --country US --id-column id
  $ wac lists import more.csv --list Customers
  $ wac lists import https://files.example.com/contacts.csv --list Customers   (IMPORT_URL_ORIGINS must have its origin)`,
    )
    .action(
      withSession(async (session, csv: string, options: ImportOptions) => {
        checkOptions(options);
        await checkFile(csv);
        const database = await session.database();
        const list = options.list
          ? await getByName(database, collections.contactLists, 'contact list', options.list)
          : null;
        const listId = list?._id ?? randomUUID();
        const source = await sourceOf(database, csv);
        const importId = randomUUID();
        await session.send(
          listId,
          list
            ? { type: 'ImportContacts', source }
            : {
                type: 'CreateContactList',
                name: options.name ?? '',
                divisionId: options.division ?? null,
                whatsappColumns: (options.whatsappColumn ?? []).map((columnName) => ({
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
  lists
    .command('list')
    .description('all contact lists; those that no campaign can use say why')
    .action(
      withSession(async (session) => {
        const found = await (
          await session.database()
        )
          .of(collections.contactLists)
          .find()
          .sort({ name: 1 })
          .toArray();
        if (session.json) return found.map(listView).forEach((view) => session.result(view, ''));
        const rows = found
          .map(listView)
          .map(({ id, name, size, whatsappColumns, unassignable }) => [
            id,
            name,
            String(size),
            whatsappColumns.join(', '),
            unassignable.map(({ message }) => message).join(' '),
          ]);
        session.result(
          null,
          table([['ID', 'NAME', 'CONTACTS', 'WHATSAPP COLUMNS', 'NOT ASSIGNABLE'], ...rows]),
        );
      }),
    );
  lists
    .command('show')
    .description('one contact list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const list = await getByName(
          await session.database(),
          collections.contactLists,
          'contact list',
          reference,
        );
        const { unassignable, imports, columns, whatsappColumns, ...rest } = listView(list);
        session.result(
          listView(list),
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
  lists
    .command('delete')
    .description('delete a contact list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const { _id, name } = await getByName(
          await session.database(),
          collections.contactLists,
          'contact list',
          reference,
        );
        await session.send(_id, { type: 'DeleteContactList' });
        session.result({ id: _id, deleted: true }, `deleted ${name}`);
      }),
    );
  addContactCommands(lists, withSession);
}

function checkOptions({
  name,
  list,
  whatsappColumn,
  idColumn,
  country,
  timeZone,
  timeZoneColumn,
  division,
}: ImportOptions): void {
  if ((name === undefined) === (list === undefined))
    throw new UsageError('give either --name for a new list or --list for an existing one');
  if (
    list !== undefined &&
    [whatsappColumn, idColumn, country, timeZone, timeZoneColumn, division].some((one) => one !== undefined)
  )
    throw new UsageError(
      'an existing list keeps its columns, country, time zone and division: --list goes without those options',
    );
}

function listView(list: ContactListDocument) {
  const { _id, name, divisionId, size, columnNames, contactIdColumn, defaultCountry, timeZone } = list;
  return {
    id: _id,
    name,
    divisionId,
    size,
    columns: columnNames,
    whatsappColumns: list.whatsappColumns.map(({ columnName }) => columnName),
    contactIdColumn,
    defaultCountry,
    timeZone,
    timeZoneColumn:
      list.whatsappColumns.find((column) => column.contactableTimeColumn)?.contactableTimeColumn ?? null,
    imports: list.imports,
    unassignable: contactListReasons(list),
  };
}
