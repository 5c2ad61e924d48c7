/** `wac dnc …` */
import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { collections, type DncListDocument, type DncNumberDocument } from '../../schemas/collections.ts';
import type { ContactMethod } from '../../schemas/types.ts';
import { dncListReasons } from '../domain/campaign/assignable.ts';
import { writtenFor } from '../domain/phone/phone-id.ts';
import { MAX_DNC_DAYS } from '../domain/time/dnc-end.ts';
import { DNC_END_COLUMN, dncExportColumns } from '../domain/contact/export-columns.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { collect } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { getByName } from '../queries/find-by-name.ts';
import { followImport } from './terminal/follow-import.ts';
import type { WithSession } from './program.ts';
import { fields, table } from './terminal/table.ts';
import { checkFile, nameOfFile, sourceOf } from './upload-file.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';

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
    .description('make a DNC list from a CSV file or URL, or add one to it')
    .argument('<csv>', 'UTF-8 file with a header row, or its URL on an origin that the importer allows')
    .option('--name <name>', 'name of the new list')
    .option('--phone-column <column>', 'column with phone numbers (repeatable)', collect)
    .option('--country <code>', 'country of numbers written nationally, e.g. US')
    .addOption(
      new Option('--contact-method <method>', 'what the list is about')
        .choices(['Phone', 'Any', 'WhatsApp', 'Email'])
        .default('Phone'),
    )
    .option('--division <id>', 'division of the new list')
    .option('--list <list>', 'add to this list (name or id) instead of making one')
    .option('--no-wait', 'return when the import is accepted, do not wait for its end')
    .addHelpText(
      'after',
      `
Example:
  $ wac dnc import do-not-contact.csv --name Blocked --phone-column DNC_Home --phone-column DNC_Cell --country US

A column ${DNC_END_COLUMN} (UTC, 2026-12-31T00:00Z, at most ${MAX_DNC_DAYS} days ahead) ends a row's entries; what is no such time is
passed over and counted. Other columns are ignored. The rules: docs/do-not-contact.md`,
    )
    .action(
      withSession(async (session, csv: string, options: ImportOptions) => {
        if ((options.name === undefined) === (options.list === undefined))
          throw new UsageError('give either --name for a new list or --list for an existing one');
        await checkFile(csv);
        const database = await session.database();
        const list = options.list
          ? await getByName(database, collections.dncLists, 'DNC list', options.list)
          : null;
        const listId = list?._id ?? randomUUID();
        const source = await sourceOf(database, csv);
        const importId = randomUUID();
        await session.send(
          listId,
          list
            ? { type: 'ImportDncNumbers', source }
            : {
                type: 'CreateDncList',
                name: options.name ?? '',
                divisionId: options.division ?? null,
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
    .description('add numbers; a running campaign honours them at once')
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
        const list = await getByName(await session.database(), collections.dncLists, 'DNC list', reference);
        await session.send(list._id, { type: 'AddDncNumbers', numbers, expiresAt: options.expires ?? null });
        session.result({ id: list._id, added: numbers.length }, `${numbers.length} numbers on ${list.name}`);
      }),
    );
  dnc
    .command('remove')
    .description('take numbers off')
    .argument('<list>', 'name or id')
    .argument('<numbers...>', 'phone numbers')
    .action(
      withSession(async (session, reference: string, numbers: string[]) => {
        const list = await getByName(await session.database(), collections.dncLists, 'DNC list', reference);
        await session.send(list._id, { type: 'RemoveDncNumbers', numbers });
        session.result(
          { id: list._id, removed: numbers.length },
          `${numbers.length} numbers off ${list.name}`,
        );
      }),
    );
  dnc
    .command('purge')
    .description(
      'remove entries that have ended, and count the rest anew; ended entries block nobody even before',
    )
    .argument('<list>', 'name or id')
    .addHelpText('after', '\nExample:\n  $ wac dnc purge Blocked')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const list = await getByName(database, collections.dncLists, 'DNC list', reference);
        const endedAt = new Date();
        const ended = await countEnded(database, list._id, endedAt);
        for (let left = ended, before = Infinity; left < before;) {
          before = left;
          await session.send(list._id, { type: 'PurgeDncNumbers' }); // a part of them
          left = await countEnded(database, list._id, endedAt);
          if (left === 0) break;
        }
        const size = (await database.of(collections.dncLists).findOne({ _id: list._id }))?.size ?? 0;
        session.result(
          { id: list._id, removed: ended, size },
          `${ended} ended entries removed, ${size} numbers on ${list.name}`,
        );
      }),
    );
  dnc
    .command('export')
    .description('all numbers with their ends; can be imported again')
    .argument('<list>', 'name or id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  $ wac dnc export Blocked --out blocked.csv')
    .action(
      withSession(async (session, reference: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const list = await getByName(database, collections.dncLists, 'DNC list', reference);
        const columns = dncExportColumns(list.phoneColumns);
        const [phone = ''] = columns;
        async function* rows() {
          for await (const { _id, expiresAt } of scanDncNumbers(database, list._id))
            yield {
              [phone]: writtenFor(_id.slice(list._id.length + 1), list.defaultCountry),
              [DNC_END_COLUMN]: expiresAt?.toISOString() ?? '',
            };
        }
        const count = await writeRows(rows(), columns, options.format, options.out ?? null, session.io.out);
        session.say(`${count} numbers${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
  dnc
    .command('list')
    .description('all DNC lists; those that no campaign can use say why')
    .action(
      withSession(async (session) => {
        const found = await (
          await session.database()
        )
          .of(collections.dncLists)
          .find()
          .sort({ name: 1 })
          .toArray();
        if (session.json) return found.map(listView).forEach((view) => session.result(view, ''));
        const rows = found
          .map(listView)
          .map(({ id, name, size, contactMethod, unassignable }) => [
            id,
            name,
            String(size),
            contactMethod,
            unassignable.map(({ message }) => message).join(' '),
          ]);
        session.result(null, table([['ID', 'NAME', 'NUMBERS', 'METHOD', 'NOT ASSIGNABLE'], ...rows]));
      }),
    );
  dnc
    .command('show')
    .description('one DNC list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const list = await getByName(await session.database(), collections.dncLists, 'DNC list', reference);
        const { unassignable, imports, phoneColumns, ...rest } = listView(list);
        session.result(
          listView(list),
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
    .command('delete')
    .description('delete a DNC list')
    .argument('<list>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const list = await getByName(await session.database(), collections.dncLists, 'DNC list', reference);
        await session.send(list._id, { type: 'DeleteDncList' });
        session.result({ id: list._id, deleted: true }, `deleted ${list.name}`);
      }),
    );
}

/** Numbers in force, by digits; those that have ended may not be removed yet. */
function scanDncNumbers(database: Database, listId: string): AsyncIterable<DncNumberDocument> {
  return database
    .of(collections.dncNumbers)
    .find({ _id: { $gte: `${listId}:`, $lt: `${listId};` }, expiresAt: { $not: { $lte: new Date() } } })
    .sort({ _id: 1 });
}

const countEnded = (database: Database, listId: string, now: Date): Promise<number> =>
  database
    .of(collections.dncNumbers)
    .countDocuments({ _id: { $gte: `${listId}:`, $lt: `${listId};` }, expiresAt: { $lte: now } });

function readTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-12-31T00:00Z, found "${text}".`);
  return at;
}

function listView(list: DncListDocument) {
  const { _id, name, divisionId, size, contactMethod, phoneColumns, defaultCountry, imports } = list;
  return {
    id: _id,
    name,
    divisionId,
    size,
    contactMethod,
    phoneColumns,
    defaultCountry,
    imports,
    unassignable: dncListReasons(list),
  };
}
