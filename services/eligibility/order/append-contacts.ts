/**
 * Contacts that arrive after a run's order was planned are filtered and appended, in order of arrival (E2,
 * B8).
 */
import type { CampaignDocument, CampaignRunDocument } from '../../../schemas/collections.ts';
import type { EligibilityParts } from '../eligibility-parts.ts';
import { loadPlanInputs, PAGE_CONTACTS, pagesOf } from './plan-run.ts';
import { appendPages, findLastPageStart, findRun, type Appendix } from './order-store.ts';
import { findArrivedThrough, scanContacts } from '../store.ts';

/**
 * Appends the contacts that have arrived up to now. Repeated or concurrent calls append nothing twice.
 * @returns contacts in the order now; null when there is no order yet (planning calls this afterwards) or it
 *   cannot be planned
 */
export async function appendContacts(
  parts: EligibilityParts,
  campaign: CampaignDocument & { runId: string },
): Promise<number | null> {
  const { mongo, metrics } = parts;
  const throughArrival = await findArrivedThrough(mongo, campaign.contactListId);
  for (;;) {
    const before = await findRun(mongo, campaign.runId);
    if (before?.state !== 'READY') return null;
    if (before.plannedThroughArrival >= throughArrival) return before.planned;
    const inputs = await loadPlanInputs(parts, campaign);
    if (Array.isArray(inputs)) return null; // taking up contacts finds the same fault and reports it
    let run = before;
    let mine = true;
    for await (const batch of scanContacts(
      mongo,
      campaign.contactListId,
      before.plannedThroughArrival,
      throughArrival,
      inputs.columns,
    )) {
      const ids = batch.filter(({ values }) => inputs.keeps(values)).map(({ id }) => id);
      const appendix = appendixOf(run, ids, await findLastPageStart(mongo, run));
      const after = {
        planned: run.planned + ids.length,
        pages: run.pages + appendix.pages.length,
        filteredOut: run.filteredOut + batch.length - ids.length,
        plannedThroughArrival: batch.at(-1)?.arrival ?? run.plannedThroughArrival,
      };
      mine = await appendPages(mongo, run, appendix, after);
      if (!mine) break; // another instance is appending: see how far it got
      run = { ...run, ...after };
      metrics.count('wac_contacts_planned_total', {}, ids.length);
    }
    const { planned, pages, filteredOut } = run;
    const end = { planned, pages, filteredOut, plannedThroughArrival: throughArrival };
    if (mine && (await appendPages(mongo, run, { fill: [], pages: [] }, end))) return planned;
  }
}

/**
 * The last page is filled before a new one begins, so that contacts that arrive one by one do not each make a
 * page.
 * @param lastPageStart sequence number with which the last page begins; null when there is none
 */
export function appendixOf(
  { _id, pages, planned }: Pick<CampaignRunDocument, '_id' | 'pages' | 'planned'>,
  contactIds: readonly string[],
  lastPageStart: number | null,
): Appendix {
  const room = lastPageStart === null ? 0 : Math.max(0, lastPageStart + PAGE_CONTACTS - planned);
  const fill = contactIds.slice(0, room);
  return { fill, pages: pagesOf(_id, contactIds.slice(room), pages, planned + fill.length) };
}
