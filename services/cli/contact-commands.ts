/**
 * `wac lists …` for the contacts of a list: export, contacts, contact, add-contact, add-contacts,
 * remove-contacts.
 */
import { Option, type Command } from 'commander';
import type { ContactDocument, ContactListDocument } from '../../schemas/collections.ts';
import type { NewContact } from '../../schemas/types.ts';
import { contactExportColumns } from '../domain/contact/export-columns.ts';
import { fault } from '../domain/fault.ts';
import { MAX_PAGE, type Page } from '../queries/page.ts';
import { readLimit } from './arguments/arguments.ts';
import { contactRow, contactView } from '../queries/contacts/contact-view.ts';
import { contactStateReader } from '../queries/contacts/contact-state.ts';
import { findContactsById, scanContacts, searchContacts } from '../queries/contacts/contact-store.ts';
import { Refused } from '../domain/refused.ts';
import { getContactList } from '../queries/lists/contact-lists.ts';
import { inPages } from '../queries/in-pages.ts';
import type { WithSession } from './with-session.ts';
import { readCells, readContacts } from '../commands/read-contacts.ts';
import { readJson } from '../commands/read-json.ts';
import type { Session } from './session.ts';
import { counted } from './terminal/counted.ts';
import { fields, table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';

const PAGE = 1_000;
/** Characters of a cell that are shown in a table. */
const WIDEST = 40;
const PRIORITY = 'running campaigns message new contacts next, before all that have not been sent to yet';
type Ahead = { priority?: boolean };

/** @param lists the command `wac lists` */
export function addContactCommands(lists: Command, withSession: WithSession): void {
  addExport(lists, withSession);
  addSearch(lists, withSession);
  addShowContact(lists, withSession);
  addAddContact(lists, withSession);
  addAddContacts(lists, withSession);
  addRemoveContacts(lists, withSession);
}

function addExport(lists: Command, withSession: WithSession): void {
  lists
    .command('export')
    .description(
      'all contacts with the last attempt, its wrap-up code and Delivery Status; can be imported again',
    )
    .argument('<list>', 'name or id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  $ wac lists export Customers --out customers.csv')
    .action(
      withSession(async (session, reference: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const list = await getList(session, reference);
        const readStates = await contactStateReader(database, list);
        async function* rows() {
          for await (const page of inPages(scanContacts(database, list._id, PAGE), PAGE))
            for (const state of await readStates(page)) yield contactRow(list, state);
        }
        const columns = contactExportColumns(
          list.columnNames,
          list.whatsappColumns.map(({ columnName }) => columnName),
        );
        const count = await writeRows(rows(), columns, options.format, options.out ?? null, session.io.out);
        session.say(`${counted(count, 'contact')}${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

function addSearch(lists: Command, withSession: WithSession): void {
  lists
    .command('contacts')
    .description('contacts of a list, in the order of arrival')
    .argument('<list>', 'name or id')
    .option(
      '--search <text>',
      'text in any cell, upper or lower case; four or more digits also match within a Phone ID',
      '',
    )
    .option('--limit <n>', 'show at most this many', readLimit, 25)
    .addHelpText('after', '\nExample:\n  $ wac lists contacts Customers --search "smith" --limit 100')
    .action(
      withSession(async (session, reference: string, options: { search: string; limit: number }) => {
        const list = await getList(session, reference);
        const { limit, search } = options;
        const database = await session.database();
        const contacts: ContactDocument[] = [];
        let after: string | null = null;
        do {
          const size = Math.min(limit - contacts.length, MAX_PAGE);
          const page: Page<ContactDocument> = await searchContacts(database, list._id, search, {
            size,
            after,
          });
          contacts.push(...page.items);
          after = page.next;
        } while (after !== null && contacts.length < limit);
        await showContacts(session, list, contacts);
        if (after !== null) session.say(`the first ${limit}; --limit shows more`);
      }),
    );
}

function addShowContact(lists: Command, withSession: WithSession): void {
  lists
    .command('contact')
    .description('one contact, with the last attempt in each WhatsApp column')
    .argument('<list>', 'name or id')
    .argument('<id>', 'contact id, as `lists contacts` and exports show it (inin-outbound-id)')
    .action(
      withSession(async (session, reference: string, id: string) => {
        const database = await session.database();
        const list = await getList(session, reference);
        const readStates = await contactStateReader(database, list);
        const [state] = await readStates(await findContactsById(database, list._id, [id]));
        if (!state) {
          const message = `There is no contact "${id}" in ${list.name}.`;
          throw new Refused(message, [fault('contact.does.not.exist', 'id', message)]);
        }
        const row = Object.entries(contactRow(list, state)).map(([name, value]) => [name, String(value)]);
        session.result(contactView(list, state), fields(Object.fromEntries(row) as Record<string, string>));
      }),
    );
}

function addAddContact(lists: Command, withSession: WithSession): void {
  lists
    .command('add-contact')
    .description('add a contact, or change the one with the same id; a running campaign gets it, too')
    .argument('<list>', 'name or id')
    .argument('<cells...>', 'column=value; columns that are left out are empty')
    .option(
      '--id <id>',
      'contact id (default: the value of the list’s contact id column, else a hash of the cells)',
    )
    .option('--priority', PRIORITY)
    .addHelpText('after', '\nExample:\n  $ wac lists add-contact Customers name=Ann phone="+1 317 555 5555"')
    .action(
      withSession(async (session, reference: string, cells: string[], options: Ahead & { id?: string }) => {
        const contact = { id: options.id ?? null, data: readCells(cells) };
        await addContacts(session, reference, [contact], options);
      }),
    );
}

function addAddContacts(lists: Command, withSession: WithSession): void {
  lists
    .command('add-contacts')
    .description('add or change up to 1,000 contacts at once: all of them, or none')
    .argument('<list>', 'name or id')
    .argument('<json>', 'file with an array of { "id": …, "data": { column: value } }, or the JSON itself')
    .option('--priority', PRIORITY)
    .action(
      withSession(async (session, reference: string, json: string, options: Ahead) =>
        addContacts(session, reference, readContacts(await readJson(json, 'contacts')), options),
      ),
    );
}

function addRemoveContacts(lists: Command, withSession: WithSession): void {
  lists
    .command('remove-contacts')
    .description('remove up to 1,000 contacts; a running campaign no longer messages them')
    .argument('<list>', 'name or id')
    .argument('<ids...>', 'contact ids; ids that are not in the list are ignored')
    .action(
      withSession(async (session, reference: string, contactIds: string[]) => {
        const { _id, name } = await getList(session, reference);
        const contacts = await findContactsById(await session.database(), _id, contactIds);
        await session.send(_id, { type: 'RemoveContacts', contactIds });
        session.result(
          { id: _id, asked: contactIds.length, removed: contacts.length },
          `${counted(contacts.length, 'contact')} of ${contactIds.length} removed from ${name}`,
        );
      }),
    );
}

const getList = async (session: Session, reference: string): Promise<ContactListDocument> =>
  getContactList(await session.database(), reference);

async function addContacts(
  session: Session,
  reference: string,
  contacts: NewContact[],
  { priority = false }: Ahead,
): Promise<void> {
  const { _id, name } = await getList(session, reference);
  await session.send(_id, { type: 'AddContacts', contacts, priority });
  session.result(
    { id: _id, contacts: contacts.length },
    `${counted(contacts.length, 'contact')} added to ${name} or changed`,
  );
}

async function showContacts(
  session: Session,
  list: ContactListDocument,
  contacts: ContactDocument[],
): Promise<void> {
  const readStates = await contactStateReader(await session.database(), list);
  const states = await readStates(contacts);
  if (session.json) return states.forEach((state) => session.result(contactView(list, state), ''));
  const rows = states.map(({ id, contact, attempts }) => [
    id,
    ...list.columnNames.map((_, index) => shortened(contact.values[index] ?? '')),
    [...attempts.values()].map((attempt) => attempt.wrapUpCode).join(', '),
  ]);
  session.result(null, table([['ID', ...list.columnNames, 'LAST RESULT'], ...rows]));
}

/** On one line of a table. */
function shortened(cell: string): string {
  const characters = [...cell.replace(/\s+/g, ' ')];
  return characters.length <= WIDEST ? characters.join('') : `${characters.slice(0, WIDEST - 1).join('')}…`;
}
