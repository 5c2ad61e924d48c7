/** `wac imports …` */
import type { Command } from 'commander';
import { Option } from 'commander';
import { collections, type ImportDocument } from '../../schemas/collections.ts';
import { fault } from '../domain/fault.ts';
import { Rejected } from './exit-codes.ts';
import { importView } from './follow-import.ts';
import type { WithSession } from './program.ts';
import { readRejects } from './read-rejects.ts';
import type { Session } from './session.ts';
import { fields } from './table.ts';
import { writeRows, type RowFormat } from './write-rows.ts';

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
    .description('rows that an import refused, with line and reason: the original columns plus errors')
    .argument('<id>', 'import id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  $ wac imports rejects 8b0c… --out rejects.csv')
    .action(
      withSession(async (session, id: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const { listId, kind } = await getImport(session, id);
        const list =
          kind === 'CONTACTS' ? await database.of(collections.contactLists).findOne({ _id: listId }) : null;
        let header = list?.columnNames ?? null;
        if (!header) {
          // a DNC file's header is not kept: its columns get numbers
          const widest = await firstRow(readRejects(database, id, 1));
          header = widest.map((_, index) => `column ${index + 1}`);
        }
        const columns = [...header, 'line', 'errors'];
        async function* rows() {
          for await (const { line, reason, column, row } of readRejects(database, id)) {
            const cells = Object.fromEntries((header ?? []).map((name, index) => [name, row[index] ?? '']));
            yield { ...cells, line, errors: column ? `${column}: ${reason}` : reason };
          }
        }
        const count = await writeRows(rows(), columns, options.format, options.out ?? null, session.io.out);
        session.say(`${count} rejected rows${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

async function getImport(session: Session, id: string): Promise<ImportDocument> {
  const found = await (await session.database()).of(collections.imports).findOne({ _id: id });
  if (found) return found;
  const message = `There is no import with the id "${id}".`;
  throw new Rejected(message, [fault('resource.not.found', null, message)]);
}

async function firstRow(rejects: AsyncIterable<{ row: string[] }>): Promise<string[]> {
  for await (const { row } of rejects) return row;
  return [];
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
