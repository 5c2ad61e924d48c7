/** Contacts that came after a run's order was made are filtered and put behind it, in order of arrival (E2, B8). */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { EligibilityParts } from '../eligibility-parts.ts';
import { loadPlanInputs, pagesOf } from './plan-run.ts';
import { appendPages, findRun } from './order-store.ts';
import { findArrivedThrough, scanContacts } from '../store.ts';

/**
 * Takes in what has arrived up to now. Repeating it, or doing it twice at once, adds nothing twice.
 * @returns contacts in the order now; null when there is no order yet (who makes it comes here afterwards) or it cannot be made
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
    if (Array.isArray(inputs)) return null; // taking up contacts meets the same and says so
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
      const pages = pagesOf(run._id, ids, run.pages, run.planned);
      const after = {
        planned: run.planned + ids.length,
        pages: run.pages + pages.length,
        filteredOut: run.filteredOut + batch.length - ids.length,
        plannedThroughArrival: batch.at(-1)?.arrival ?? run.plannedThroughArrival,
      };
      mine = await appendPages(mongo, run, pages, after);
      if (!mine) break; // another is at it: see how far it got
      run = { ...run, ...after };
      metrics.count('wac_contacts_planned_total', {}, ids.length);
    }
    const { planned, pages, filteredOut } = run;
    const end = { planned, pages, filteredOut, plannedThroughArrival: throughArrival };
    if (mine && (await appendPages(mongo, run, [], end))) return planned;
  }
}
