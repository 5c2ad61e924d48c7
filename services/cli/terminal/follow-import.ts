/** Follows an import from its command to its end: progress, then counts and the first rejected rows. */
import type { ImportDocument } from '../../../schemas/collections.ts';
import { MAX_DNC_DAYS } from '../../domain/time/dnc-end.ts';
import { DNC_END_COLUMN } from '../../domain/contact/export-columns.ts';
import { fault } from '../../domain/fault.ts';
import { Refused } from '../../domain/refused.ts';
import { getImport, importPercent, importsBefore, importView } from '../../queries/imports/imports.ts';
import { readRejects } from '../../queries/imports/read-rejects.ts';
import type { Session } from '../session.ts';
import { counted } from './counted.ts';
import { showLive } from './show-live.ts';

const SHOWN_REJECTS = 10;

/** @throws Refused when the import failed as a whole */
export async function followImport(session: Session, importId: string, fileName: string): Promise<void> {
  const database = await session.database();
  const done = await showLive<ImportDocument>(
    session.io,
    `Importing ${fileName}`,
    async () => {
      const value = await getImport(database, importId);
      const before = await importsBefore(database, value);
      const text = `${importLine(value)}${before > 0 ? ` — waiting for ${counted(before, 'import')} ahead of it` : ''}`;
      return { value, text, done: value.state === 'FINISHED' || value.state === 'FAILED' };
    },
    // the end is the result, below
    ({ text, done: isOver }) => !isOver && session.say(text),
  );
  session.result(importView(done), importLine(done));
  const inPart = done.blockedInPart ?? 0;
  const told = done.rejected + inPart;
  if (told > 0) {
    const parts = [
      ...(done.rejected > 0 ? [`${counted(done.rejected, 'row')} rejected`] : []),
      ...(inPart > 0 ? [`${counted(inPart, 'row')} blocked in part`] : []),
    ].join(', ');
    session.say(`${parts}${told > SHOWN_REJECTS ? '; the first' : ''}:`);
    for await (const reject of readRejects(database, importId, SHOWN_REJECTS))
      session.say(`  line ${reject.line}${reject.column ? `, ${reject.column}` : ''}: ${reject.reason}`);
    session.say(`All of them: wac imports rejects ${importId} --out rejects.csv`);
  }
  if (done.endsIgnored)
    session.say(
      `${counted(done.endsIgnored, 'row')} with an ${DNC_END_COLUMN} that is not a time such as 2026-12-31T00:00Z, or is more than ${MAX_DNC_DAYS} days ahead: kept permanently`,
    );
  if (done.placeholders)
    session.say(
      `${counted(done.placeholders, 'cell')} with \\N, NULL, #N/A or the like, which databases and spreadsheets write for an empty cell: kept as text`,
    );
  if (done.state !== 'FAILED') return;
  const message = done.failureDetail ?? done.failureReason ?? 'for an unknown reason';
  throw new Refused(`the import of ${fileName} failed`, [
    fault(done.failureReason ?? 'IMPORT_FAILED', null, message),
  ]);
}

function importLine(job: ImportDocument): string {
  const counts = `${job.rowsRead} rows: ${job.imported} new, ${job.updated ?? 0} changed, ${job.unchanged} unchanged, ${job.rejected} rejected`;
  return `${job.state.toLowerCase()} ${importPercent(job)} % — ${counts}`;
}
