/** `wac imports …` */
import type { Command } from 'commander';
import { Option } from 'commander';
import { collections, type ImportDocument } from '../../schemas/collections.ts';
import { fault } from '../domain/fault.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { Refused } from '../domain/refused.ts';
import { importView } from './terminal/follow-import.ts';
import type { WithSession } from './program.ts';
import { readRejects } from '../queries/imports/read-rejects.ts';
import { rejectColumns, rejectRow } from '../queries/imports/reject-row.ts';
import type { Session } from './session.ts';
import { fields } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';

export function addImportCommands(program: Command, withSession: WithSession): void {
  const imports = program.command('imports').description('imports of contact lists and DNC lists');
  imports
    .command('show')
    .description('state and counts of an import')
    .argument('<id>', 'import id, as `lists import` and `dnc import` print it')
    .addHelpText('after', '\nExample:\n  $ wac imports show 8b0c… --json')
    .action(
      withSession(async (session, id: string) => {
        const view = importView(await getImport(session, id));
        session.result(
          view,
          fields({ ...view, createdAt: iso(view.createdAt), finishedAt: iso(view.finishedAt) }),
        );
      }),
    );
  imports
    .command('rejects')
    .description(
      'rows that an import refused: the original columns plus `errors`, to correct and import again',
    )
    .argument('<id>', 'import id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Examples:
  $ wac imports rejects 8b0c… --out rejects.csv
  $ wac lists import rejects.csv --list Customers     (once corrected; the column \`errors\` is passed over)`,
    )
    .action(
      withSession(async (session, id: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const header = await headerOf(database, await getImport(session, id));
        async function* rows() {
          for await (const reject of readRejects(database, id)) yield rejectRow(header, reject);
        }
        const count = await writeRows(
          rows(),
          rejectColumns(header),
          options.format,
          options.out ?? null,
          session.io.out,
        );
        session.say(`${count} rejected rows${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

async function getImport(session: Session, id: string): Promise<ImportDocument> {
  const found = await (await session.database()).of(collections.imports).findOne({ _id: id });
  if (found) return found;
  const message = `There is no import with the id "${id}".`;
  throw new Refused(message, [fault('resource.not.found', null, message)]);
}

/** Imports from before headers were kept, and files without a usable one, have the columns of their list. */
async function headerOf(database: Database, { header, listId }: ImportDocument): Promise<string[]> {
  if (header) return header;
  const list = await database.of(collections.contactLists).findOne({ _id: listId });
  return list?.columnNames ?? [];
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
