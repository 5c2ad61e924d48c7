/** `wac imports …` */
import { Option, type Command } from 'commander';
import {
  getImport,
  headerOfImport,
  importsBefore,
  importView,
  listImports,
  namesOfLists,
  type ImportView,
} from '../queries/imports/imports.ts';
import { readRejects } from '../queries/imports/read-rejects.ts';
import { rejectColumns, rejectRow } from '../queries/imports/reject-row.ts';
import { MAX_PAGE, type Page } from '../queries/page.ts';
import { readLimit } from './arguments/arguments.ts';
import { counted } from './terminal/counted.ts';
import { fields, table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';
import type { WithSession } from './with-session.ts';

const states = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED'] as const;
type ListOptions = { state?: (typeof states)[number]; limit: number };

export function addImportCommands(program: Command, withSession: WithSession): void {
  const imports = program.command('imports').description('imports of contact lists and DNC lists');
  addList(imports, withSession);
  addShow(imports, withSession);
  addCancel(imports, withSession);
  addRejects(imports, withSession);
}

function addList(imports: Command, withSession: WithSession): void {
  imports
    .command('list')
    .description('imports, the latest first')
    .addOption(
      new Option('--state <state>', 'only those').choices(states).argParser((text) => text.toUpperCase()),
    )
    .option('--limit <n>', 'show at most this many', readLimit, 25)
    .addHelpText('after', '\nExample:\n  $ wac imports list --state QUEUED')
    .action(
      withSession(async (session, { state, limit }: ListOptions) => {
        const database = await session.database();
        const page: Page<ImportView> = await listImports(database, state ? { state } : {}, {
          size: Math.min(limit, MAX_PAGE),
          after: null,
        });
        const names = await namesOfLists(database, page.items);
        const nameOf = ({ listId }: ImportView): string => names.get(listId) ?? `deleted (${listId})`;
        if (session.json)
          return page.items.forEach((job) =>
            session.result({ ...job, list: names.get(job.listId) ?? null }, ''),
          );
        if (page.items.length === 0) return session.say('there are no matching imports');
        const rows = page.items.map((job) => [
          ...[job.importId, nameOf(job), job.kind, job.failureReason ?? job.state, `${job.percent} %`],
          ...[String(job.rowsRead), String(job.rejected), job.createdAt.toISOString()],
        ]);
        const columns = ['ID', 'LIST', 'KIND', 'STATE', 'READ', 'ROWS', 'REJECTED', 'BEGUN'];
        session.result(null, table([columns, ...rows]));
        if (page.next !== null) session.say(`the latest ${limit}; --limit shows more`);
      }),
    );
}

function addShow(imports: Command, withSession: WithSession): void {
  imports
    .command('show')
    .description('state and counts of an import')
    .argument('<id>', 'import id, as `lists import` and `dnc import` print it')
    .addHelpText('after', '\nExample:\n  $ wac imports show 8b0c… --json')
    .action(
      withSession(async (session, id: string) => {
        const database = await session.database();
        const job = await getImport(database, id);
        const view = { ...importView(job), importsBefore: await importsBefore(database, job) };
        session.result(
          view,
          fields({ ...view, createdAt: iso(view.createdAt), finishedAt: iso(view.finishedAt) }),
        );
      }),
    );
}

function addCancel(imports: Command, withSession: WithSession): void {
  imports
    .command('cancel')
    .description(
      'cancel an import; a waiting import changes nothing, a running one keeps the rows imported so far',
    )
    .argument('<id>', 'import id')
    .addHelpText('after', '\nExample:\n  $ wac imports cancel 8b0c…')
    .action(
      withSession(async (session, id: string) => {
        const database = await session.database();
        const { listId } = await getImport(database, id);
        await session.send(listId, { type: 'CancelImport', importId: id });
        const { state } = await getImport(database, id);
        session.result(
          { importId: id, listId, state },
          state === 'RUNNING' ? `import ${id} ends within seconds` : `import ${id} is cancelled`,
        );
      }),
    );
}

function addRejects(imports: Command, withSession: WithSession): void {
  imports
    .command('rejects')
    .description(
      'rows that an import rejected: the original columns plus `errors`, to correct and import again',
    )
    .argument('<id>', 'import id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Examples:
  $ wac imports rejects 8b0c… --out rejects.csv
  $ wac lists import rejects.csv --list Customers     (once corrected; the column \`errors\` is ignored)`,
    )
    .action(
      withSession(async (session, id: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const header = await headerOfImport(database, await getImport(database, id));
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
        session.say(`${counted(count, 'rejected row')}${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
