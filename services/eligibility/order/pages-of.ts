/** Contacts of an order as pages of up to 1,000. */
import type { RunPageDocument } from '../../../schemas/collections.ts';

export const PAGE_CONTACTS = 1_000;

/** Pages of contacts that follow `firstPage` pages with `firstSequence` contacts. */
export function pagesOf(
  runId: string,
  contactIds: readonly string[],
  firstPage: number,
  firstSequence: number,
): RunPageDocument[] {
  const pages: RunPageDocument[] = [];
  for (let from = 0; from < contactIds.length; from += PAGE_CONTACTS) {
    const page = firstPage + pages.length;
    pages.push({
      _id: pageId(runId, page),
      runId,
      page,
      firstSequence: firstSequence + from,
      contactIds: contactIds.slice(from, from + PAGE_CONTACTS),
      decisions: [],
    });
  }
  return pages;
}

/**
 * Six digits sort as numbers do; longer ones follow, after a letter for their length: 999999, a1000000, …
 * b10000000.
 */
export function pageId(runId: string, page: number): string {
  const digits = String(page).padStart(6, '0');
  const beyond = digits.length - 6;
  return `${runId}:${beyond > 0 ? String.fromCharCode(96 + beyond) : ''}${digits}`;
}
