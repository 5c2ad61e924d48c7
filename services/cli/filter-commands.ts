/** `wac filters …` */
import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, type Command } from 'commander';
import { collections } from '../../schemas/collections.ts';
import { readWhole } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { getByName, idOf } from '../queries/find-by-name.ts';
import { previewFilter } from '../queries/filters/preview-filter.ts';
import type { WithSession } from './program.ts';
import { readFilter } from '../commands/read-filter.ts';
import { readJson } from '../commands/read-json.ts';
import { showFilterPreview } from './terminal/show-filter-preview.ts';
import { table } from './terminal/table.ts';

const EXAMPLE = `
The JSON is an object with filterType (AND, OR) and clauses, or the array of clauses alone. A clause has filterType and predicates;
a predicate has column, columnType (numeric, alphabetic), operator, value or range, inverted. Left out: AND, alphabetic, not inverted.

Examples:
  $ wac filters create --name Adults --list Customers \\
      --filter '[{"predicates":[{"column":"age","columnType":"numeric","operator":"GREATER_THAN_EQUALS","value":"18"}]}]'
  $ wac filters create --name West --list Customers --filter west.json`;

const PREVIEW_EXAMPLE = `
Relative dates count from now, dates without offset are in the time zone of the list (else UTC). Nothing is stored or sent.
The contacts are shown with their numbers, as exports do.

Examples:
  $ wac filters preview Adults
  $ wac filters preview --list Customers --filter west.json --first 50 --json`;

type PreviewOptions = { list?: string; filter?: string; first: number };

export function addFilterCommands(program: Command, withSession: WithSession): void {
  const filters = program.command('filters').description('contact list filters');
  filters
    .command('create')
    .description('make a filter for a contact list')
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
  filters
    .command('preview')
    .description('how many contacts a filter would keep if its campaign started now, and the first of them')
    .argument('[filter]', 'a filter that there is, name or id')
    .option('--list <list>', 'contact list, name or id, for a filter that there is not yet')
    .option('--filter <json>', 'file with the clauses, or the JSON itself')
    .option('--first <n>', 'how many contacts to show', readFirst, 10)
    .addHelpText('after', PREVIEW_EXAMPLE)
    .action(
      withSession(async (session, reference: string | undefined, options: PreviewOptions) => {
        const isNew = options.list !== undefined && options.filter !== undefined;
        if (isNew === (reference !== undefined) || (!isNew && (options.list ?? options.filter) !== undefined))
          throw new UsageError('give either a filter that there is, or --list and --filter');
        const database = await session.database();
        const stored = isNew
          ? null
          : await getByName(database, collections.contactListFilters, 'filter', reference ?? '');
        const list = await getByName(
          database,
          collections.contactLists,
          'contact list',
          stored?.contactListId ?? options.list ?? '',
        );
        const filter = stored ?? readFilter(await readJson(options.filter ?? '', '--filter'));
        const shown = await previewFilter(database, list, filter, options.first, new Date());
        showFilterPreview(session, list.columnNames, shown);
      }),
    );
  filters
    .command('list')
    .description('all filters')
    .action(
      withSession(async (session) => {
        const found = await (
          await session.database()
        )
          .of(collections.contactListFilters)
          .find()
          .sort({ name: 1 })
          .toArray();
        if (session.json)
          return found.forEach(({ _id, ...filter }) => session.result({ id: _id, ...filter }, ''));
        const rows = found.map(({ _id, name, contactListId }) => [_id, name, contactListId]);
        session.result(null, table([['ID', 'NAME', 'CONTACT LIST'], ...rows]));
      }),
    );
  filters
    .command('delete')
    .description('delete a filter that no campaign uses')
    .argument('<filter>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const { _id, name } = await getByName(
          await session.database(),
          collections.contactListFilters,
          'filter',
          reference,
        );
        await session.send(_id, { type: 'DeleteContactListFilter' });
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
