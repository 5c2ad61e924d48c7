/** A filter's preview as a table, or as JSON. */
import type { FilterPreview } from '../../queries/filters/preview-filter.ts';
import type { Session } from '../session.ts';
import { table } from './table.ts';

const MAX_CELL = 30;

export function showFilterPreview(
  session: Session,
  columnNames: readonly string[],
  shown: FilterPreview,
): void {
  const { filteredContacts, totalContacts, now, timeZone, preview } = shown;
  if (session.json)
    return session.result({ filteredContacts, totalContacts, now: now.toISOString(), timeZone, preview }, '');
  session.say(`relative dates count from ${now.toISOString()}; dates without offset are in ${timeZone}`);
  const summary = `${filteredContacts.toLocaleString('en')} of ${totalContacts.toLocaleString('en')} contacts`;
  const rows = preview.map(({ data }) => columnNames.map((name) => shortened(data[name] ?? '')));
  session.result(
    null,
    rows.length === 0 ? summary : `${summary}\n\n${table([columnNames.map(shortened), ...rows])}`,
  );
}

/** A cell as one line of a table. */
function shortened(cell: string): string {
  const line = cell.replace(/\p{Cc}+/gu, ' ');
  const characters = [...line];
  return characters.length > MAX_CELL ? `${characters.slice(0, MAX_CELL - 1).join('')}…` : line;
}
