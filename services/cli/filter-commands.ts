/** `wac filters …` */
import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, type Command } from 'commander';
import { collections } from '../../schemas/collections.ts';
import { readFilter } from '../commands/read-filter.ts';
import { readJson } from '../commands/read-json.ts';
import { getFilter, listFilters } from '../queries/filters/list-filters.ts';
import { previewFilter } from '../queries/filters/preview-filter.ts';
import { idOf } from '../queries/find-by-name.ts';
import { getContactList } from '../queries/lists/contact-lists.ts';
import { readWhole } from './arguments/arguments.ts';
import { UsageError } from './exit-codes.ts';
import { showFilterPreview } from './terminal/show-filter-preview.ts';
import { showAll } from './terminal/show-all.ts';
import { fields } from './terminal/table.ts';
import type { WithSession } from './with-session.ts';

const EXAMPLE = `
The JSON is an object with filterType (AND, OR) and clauses, or the array of clauses alone. A clause has filterType and predicates;
a predicate has column, columnType (numeric, alphabetic), operator, value or range, inverted. Left out: AND, alphabetic, not inverted.

Examples:
  $ wac filters create --name Adults --list Customers \\
      --filter '[{"predicates":[{"column":"age","columnType":"numeric","operator":"GREATER_THAN_EQUALS","value":"18"}]}]'
  $ wac filters create --name West --list Customers --filter west.json`;

const UPDATE_EXAMPLE = `
Clauses do not change while a campaign runs with the filter. "wac filters show --json" prints them as --filter takes them.

Examples:
  $ wac filters update Adults --name "Over 21" --filter over-21.json`;

const PREVIEW_EXAMPLE = `
Relative dates count from now, dates without offset are in the time zone of the list (else UTC). Nothing is stored or sent.
The contacts are shown with their numbers, as exports do.

Examples:
  $ wac filters preview Adults
  $ wac filters preview --list Customers --filter west.json --first 50 --json`;

type PreviewOptions = { list?: string; filter?: string; first: number };

export function addFilterCommands(program: Command, withSession: WithSession): void {
  const filters = program.command('filters').description('contact list filters');
  addCreate(filters, withSession);
  addUpdate(filters, withSession);
  addShow(filters, withSession);
  addPreview(filters, withSession);
  addList(filters, withSession);
  addDelete(filters, withSession);
}

function addCreate(filters: Command, withSession: WithSession): void {
  filters
    .command('create')
    .description('create a filter for a contact list')
    .requiredOption('--name <name>', 'name of the filter')
    .requiredOption('--list <list>', 'contact list, name or id')
    .requiredOption('--filter <json>', 'file with the clauses, or the JSON itself')
    .addHelpText('after', EXAMPLE)
    .action(
      withSession(async (session, options: { name: string; list: string; filter: string }) => {
        const { filterType, clauses } = readFilter(await readJson(options.filter, '--filter'));
        const contactListId = await idOf(await session.database(), collections.contactLists, options.list);
        const id = randomUUID();
        const { name } = options;
        await session.send(id, { type: 'CreateContactListFilter', name, contactListId, filterType, clauses });
        session.result({ id, name, contactListId }, `filter ${id}`);
      }),
    );
}

function addUpdate(filters: Command, withSession: WithSession): void {
  filters
    .command('update')
    .description('change a filter; options that are left out keep their values')
    .argument('<filter>', 'name or id')
    .option('--name <name>', 'new name')
    .option('--filter <json>', 'file with the clauses, or the JSON itself')
    .addHelpText('after', UPDATE_EXAMPLE)
    .action(
      withSession(async (session, reference: string, options: { name?: string; filter?: string }) => {
        if (options.name === undefined && options.filter === undefined)
          throw new UsageError('nothing to change: give --name or --filter');
        const { _id, name } = await getFilter(await session.database(), reference);
        const given =
          options.filter === undefined ? null : readFilter(await readJson(options.filter, '--filter'));
        await session.send(_id, {
          type: 'UpdateContactListFilter',
          name: options.name ?? null,
          filterType: given?.filterType ?? null,
          clauses: given?.clauses ?? null,
        });
        const called = options.name ?? name;
        session.result({ id: _id, name: called, updated: true }, `changed ${called}`);
      }),
    );
}

function addShow(filters: Command, withSession: WithSession): void {
  filters
    .command('show')
    .description('one filter with its clauses')
    .argument('<filter>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const { _id, name, contactListId, filterType, clauses, createdAt } = await getFilter(
          database,
          reference,
        );
        const { name: list } = await getContactList(database, contactListId).catch(() => ({
          name: 'deleted',
        }));
        const lines = fields({
          ...{ id: _id, name },
          contactList: `${list} (${contactListId})`,
          created: createdAt.toISOString(),
        });
        session.result(
          { id: _id, name, contactListId, filterType, clauses, createdAt },
          `${lines}\n\n${JSON.stringify({ filterType, clauses }, null, 2)}`,
        );
      }),
    );
}

function addPreview(filters: Command, withSession: WithSession): void {
  filters
    .command('preview')
    .description('how many contacts a filter would keep if a campaign started now, and the first of them')
    .argument('[filter]', 'an existing filter, name or id')
    .option('--list <list>', 'contact list, name or id, for a filter that does not exist yet')
    .option('--filter <json>', 'file with the clauses, or the JSON itself')
    .option('--first <n>', 'how many contacts to show', readFirst, 10)
    .addHelpText('after', PREVIEW_EXAMPLE)
    .action(
      withSession(async (session, reference: string | undefined, options: PreviewOptions) => {
        const isNew = options.list !== undefined && options.filter !== undefined;
        if (isNew === (reference !== undefined) || (!isNew && (options.list ?? options.filter) !== undefined))
          throw new UsageError('give either an existing filter, or --list and --filter');
        const database = await session.database();
        const stored = isNew ? null : await getFilter(database, reference ?? '');
        const list = await getContactList(database, stored?.contactListId ?? options.list ?? '');
        const filter = stored ?? readFilter(await readJson(options.filter ?? '', '--filter'));
        const preview = await previewFilter(database, list, filter, options.first, new Date());
        showFilterPreview(session, list.columnNames, preview);
      }),
    );
}

function addList(filters: Command, withSession: WithSession): void {
  filters
    .command('list')
    .description('all filters')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listFilters(database, request),
          none: 'there are no filters yet: create one with `wac filters create`',
          columns: ['ID', 'NAME', 'CONTACT LIST'],
          row: ({ _id, name, contactListId }) => [_id, name, contactListId],
          view: ({ _id, ...filter }) => ({ id: _id, ...filter }),
        });
      }),
    );
}

function addDelete(filters: Command, withSession: WithSession): void {
  filters
    .command('delete')
    .description('delete a filter that no campaign uses')
    .argument('<filter>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const { _id, name } = await getFilter(await session.database(), reference);
        await session.send(_id, { type: 'DeleteContactListFilter', contactListFilterId: _id });
        session.result({ id: _id, deleted: true }, `deleted ${name}`);
      }),
    );
}

const MAX_FIRST = 1_000;

function readFirst(text: string): number {
  const count = readWhole(text);
  if (count < 0 || count > MAX_FIRST)
    throw new InvalidArgumentError(`Expected 0 to ${MAX_FIRST}, found "${text}".`);
  return count;
}
