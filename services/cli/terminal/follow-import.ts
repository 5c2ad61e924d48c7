/** An import from its command to its end: progress, then counts and the first rejected rows. */
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import { MAX_DNC_DAYS } from '../../domain/time/dnc-end.ts';
import { DNC_END_COLUMN } from '../../domain/contact/export-columns.ts';
import { fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { Refused } from '../../domain/refused.ts';
import { readRejects } from '../../queries/imports/read-rejects.ts';
import type { Session } from '../session.ts';
import { showLive } from './show-live.ts';

const SHOWN_REJECTS = 10;

/** @throws Refused when the import failed as a whole */
export async function followImport(session: Session, importId: string, fileName: string): Promise<void> {
  const database = await session.database();
  const done = await showLive<ImportDocument>(
    session.io,
    `Importing ${fileName}`,
    async () => {
      const value = await findImport(database, importId);
      return { value, text: importLine(value), done: value.state === 'FINISHED' || value.state === 'FAILED' };
    },
    // the end is the result, below
    ({ text, done: isOver }) => !isOver && session.say(text),
  );
  const inPart = done.blockedInPart ?? 0;
  const told = done.rejected + inPart;
  if (told > 0) {
    const what = [
      ...(done.rejected > 0 ? [`${done.rejected} rows were rejected`] : []),
      ...(inPart > 0 ? [`${inPart} rows are blocked in part`] : []),
    ].join(', ');
    session.say(`${what}${told > SHOWN_REJECTS ? '; the first' : ''}:`);
    for await (const reject of readRejects(database, importId, SHOWN_REJECTS))
      session.say(`  line ${reject.line}${reject.column ? `, ${reject.column}` : ''}: ${reject.reason}`);
    session.say(`All of them: wac imports rejects ${importId} --out rejects.csv`);
  }
  if (done.endsIgnored)
    session.say(
      `${done.endsIgnored} rows have an ${DNC_END_COLUMN} that is no time as 2026-12-31T00:00Z, or more than ${MAX_DNC_DAYS} days ahead: their numbers stay for good`,
    );
  if (done.placeholders)
    session.say(
      `${done.placeholders} cells hold \\N, NULL, #N/A or the like, which databases and spreadsheets write where they have nothing: they are kept as text`,
    );
  session.result(importView(done), importLine(done));
  if (done.state !== 'FAILED') return;
  const message = done.failureDetail ?? done.failureReason ?? 'for an unknown reason';
  throw new Refused(`the import of ${fileName} failed`, [
    fault(done.failureReason ?? 'IMPORT_FAILED', null, message),
  ]);
}

async function findImport(database: Database, importId: string): Promise<ImportDocument> {
  const found = await database.of(collections.imports).findOne({ _id: importId });
  if (!found) throw new Error(`the import ${importId} is gone`);
  return found;
}

/** Percent of the file's bytes that are read; 100 at the end. */
function importPercent({ state, bytesRead, totalBytes }: ImportDocument): number {
  if (state === 'FINISHED') return 100;
  return totalBytes > 0 ? Math.min(99, Math.floor((bytesRead / totalBytes) * 100)) : 0;
}

function importLine(one: ImportDocument): string {
  const counts = `${one.rowsRead} rows: ${one.imported} new, ${one.updated ?? 0} changed, ${one.unchanged} unchanged, ${one.rejected} rejected`;
  return `${one.state.toLowerCase()} ${importPercent(one)} % — ${counts}`;
}

/** An import as scripts see it. */
export function importView(one: ImportDocument) {
  const { _id, kind, listId, state, rowsRead, imported, updated, unchanged, rejected } = one;
  const { failureReason, failureDetail, createdAt, finishedAt } = one;
  return {
    importId: _id,
    kind,
    listId,
    state,
    percent: importPercent(one),
    rowsRead,
    imported,
    updated: updated ?? 0,
    unchanged,
    rejected,
    endsIgnored: one.endsIgnored ?? 0,
    blockedInPart: one.blockedInPart ?? 0,
    placeholders: one.placeholders ?? 0,
    failureReason,
    failureDetail,
    createdAt,
    finishedAt,
  };
}
