/**
 * Shows a whole list, read a page at a time: a table for people, one object a line for scripts, a sentence
 * when it is empty.
 */
import { allOf, type Page, type PageRequest } from '../../queries/page.ts';
import type { Session } from '../session.ts';
import { table } from './table.ts';

export type Shown<T> = {
  read: (request: PageRequest) => Promise<Page<T>>;
  /** Printed on standard error when there are none. */
  none: string;
  columns: readonly string[];
  row: (item: T) => string[];
  /** The --json form of an item. */
  view: (item: T) => unknown;
};

/** @returns how many there are */
export async function showAll<T>(session: Session, shown: Shown<T>): Promise<number> {
  const rows: string[][] = [];
  let count = 0;
  for await (const item of allOf(shown.read)) {
    count += 1;
    if (session.json) session.result(shown.view(item), '');
    else rows.push(shown.row(item));
  }
  if (count === 0) session.say(shown.none);
  else if (!session.json) session.result(null, table([shown.columns, ...rows]));
  return count;
}
