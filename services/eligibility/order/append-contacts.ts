/**
 * Contacts that arrive after a run's order was planned are filtered and appended, in order of arrival; those
 * with priority go before all that are not taken up (E2, B8). A resend is for contacts of an
 * earlier run alone.
 */
import type { CampaignDocument, CampaignRunDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { EligibilityParts } from '../eligibility-parts.ts';
import { findArrivedThrough, scanContacts } from '../store.ts';
import { insertionOf, priorityPlace } from './insert-contacts.ts';
import { findDecidedThrough, findPageBefore, insertPages } from './insertion-store.ts';
import { appendPages, findLastPage, findRun, type Appendix, type LastPage } from './order-store.ts';
import { PAGE_CONTACTS, pagesOf } from './pages-of.ts';
import { loadPlanInputs } from './plan-run.ts';
import type { ScannedContact } from './scanned-contact.ts';

/**
 * Adds the contacts that have arrived up to now. Repeated or concurrent calls add nothing twice.
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
    if (before.resend || before.plannedThroughArrival >= throughArrival) return before.planned;
    const inputs = await loadPlanInputs(parts, campaign);
    if (Array.isArray(inputs)) return null; // taking up contacts finds the same fault and reports it
    let run: CampaignRunDocument | null = before;
    for await (const batch of inGroups(
      scanContacts(
        mongo,
        campaign.contactListId,
        before.plannedThroughArrival,
        throughArrival,
        inputs.columns,
      ),
    )) {
      const ids = batch.filter(({ values }) => inputs.keeps(values)).map(({ id }) => id);
      const after: Lengthened = {
        planned: run.planned + ids.length,
        filteredOut: run.filteredOut + batch.length - ids.length,
        plannedThroughArrival: batch.at(-1)?.arrival ?? run.plannedThroughArrival,
      };
      const isAhead = batch[0]?.priority === true && ids.length > 0;
      run = isAhead ? await putAhead(mongo, run, ids, after) : await putBehind(mongo, run, ids, after);
      if (!run) break; // another instance is adding, or contacts were taken up: see how far that got
      metrics.count('wac_contacts_planned_total', {}, ids.length);
    }
    if (run && (await putBehind(mongo, run, [], { ...run, plannedThroughArrival: throughArrival })))
      return run.planned;
  }
}

type Lengthened = Pick<CampaignRunDocument, 'planned' | 'filteredOut' | 'plannedThroughArrival'>;

/** @returns the run afterwards; null when it is no longer as it was */
async function putBehind(
  mongo: Database,
  run: CampaignRunDocument,
  contactIds: readonly string[],
  { planned, filteredOut, plannedThroughArrival }: Lengthened,
): Promise<CampaignRunDocument | null> {
  const last = contactIds.length > 0 ? await findLastPage(mongo, run._id) : null;
  const appendix = appendixOf(run, contactIds, last);
  const after = {
    ...{ planned, filteredOut, plannedThroughArrival },
    pages: run.pages + appendix.pages.length,
  };
  return (await appendPages(mongo, run, appendix, after)) ? { ...run, ...after } : null;
}

/** @returns the run afterwards; null when it is no longer as it was, or contacts were taken up meanwhile */
async function putAhead(
  mongo: Database,
  run: CampaignRunDocument,
  contactIds: readonly string[],
  lengthened: Lengthened,
): Promise<CampaignRunDocument | null> {
  const at = priorityPlace(run, await findDecidedThrough(mongo, run._id));
  const insertion = insertionOf(run, contactIds, at, await findPageBefore(mongo, run._id, at));
  const after = { ...lengthened, pages: run.pages + insertion.pages.length };
  if (!(await insertPages(mongo, run, insertion, after))) return null;
  return { ...run, ...after, priorityThrough: at + contactIds.length };
}

/**
 * The last page is filled before a new one begins, so that contacts that arrive one by one do not each make a
 * page.
 * @param last the last page; null when there is none. One that ends earlier is not the last: that is gone with age
 */
export function appendixOf(
  { _id, pages, planned }: Pick<CampaignRunDocument, '_id' | 'pages' | 'planned'>,
  contactIds: readonly string[],
  last: LastPage | null,
): Appendix {
  const isLast = last !== null && last.firstSequence + last.contacts === planned;
  const room = isLast ? Math.max(0, PAGE_CONTACTS - last.contacts) : 0;
  const fill = contactIds.slice(0, room);
  return {
    fill: last && fill.length > 0 ? { pageId: last._id, contactIds: fill } : null,
    pages: pagesOf(_id, contactIds.slice(room), pages, planned + fill.length),
  };
}

/** Contacts in their order, those with priority apart from the others. */
async function* inGroups(
  batches: AsyncIterable<readonly ScannedContact[]>,
): AsyncGenerator<readonly ScannedContact[]> {
  for await (const batch of batches) {
    let from = 0;
    for (const [index, { priority }] of batch.entries())
      if (priority !== batch[from]?.priority) {
        yield batch.slice(from, index);
        from = index;
      }
    if (from < batch.length) yield batch.slice(from);
  }
}
