/**
 * Takes up the contacts of a range of a run's order. Decisions are written to the pages before they are
 * published, on condition that the pages have none yet: only one of two instances decides, and both publish
 * the same.
 */
import type { RunPageDocument, TakenUpDocument } from '../../../schemas/collections.ts';
import type { TemplateUse } from '../../../schemas/types.ts';
import { dncKeyOf, optOutListIdOf } from '../../domain/contact/contact.ts';
import type { ReachedBefore } from '../../queries/campaigns/reached-before.ts';
import type { RecogniseErased } from '../../people/recognise-erased.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { decideContact, type Decision } from './decide-contact.ts';
import type { RunDefinition } from './run-definition.ts';
import { addDecisions, findPages, findTakenUp } from '../order/order-store.ts';
import { findDncHits, findTakenContacts } from '../store.ts';

export type DecidedContact = {
  readonly sequence: number;
  readonly contactId: string;
  /** Phone ID, or `!` and the reason. */
  readonly decision: string;
  readonly texts: readonly string[];
  readonly template: TemplateUse;
  readonly timeZone: string | null;
  /** When it was taken up. */
  readonly at: Date;
};

/** What is looked up about numbers, beside do-not-contact lists. */
export type Lookups = { readonly recogniseErased: RecogniseErased; readonly reachedBefore: ReachedBefore };

const nothingKnown: Lookups = {
  recogniseErased: () => Promise.resolve(new Set()),
  reachedBefore: () => Promise.resolve(new Set()),
};

/** Contacts of a page that are not decided yet: places first … end - 1. */
type OpenPlaces = { readonly page: RunPageDocument; readonly first: number; readonly end: number };

/** In the place of the decision about a contact whose person was erased since (services/people/). */
const ERASED = '!ERASED';

/**
 * @param through at most 1,000 beyond `from`
 * @param onDecided called for decisions made here, not for repeated ones
 * @returns all contacts with from ≤ sequence < through in order; also earlier ones that had been left out in
 *   between
 */
export async function takeUp(
  mongo: Database,
  definition: RunDefinition,
  from: number,
  through: number,
  now: Date,
  onDecided: (decisions: readonly Decision[]) => void,
  lookups: Lookups = nothingKnown,
): Promise<DecidedContact[]> {
  for (;;) {
    const pages = await findPages(mongo, definition.runId, from, through);
    const open = pages.flatMap((page) => {
      const first = page.decisions.length;
      const end = Math.min(page.contactIds.length, through - page.firstSequence);
      return first < end ? [{ page, first, end }] : [];
    });
    if (open.length > 0) {
      const decided = await decideAll(mongo, definition, open, now, lookups);
      const additions = open.map((places) => ({
        page: places.page,
        decisions: decided.get(places.page)?.map(({ decision }) => decision) ?? [],
        takenUp: takenUpOf(definition, places, decided.get(places.page) ?? [], now),
      }));
      await faultPoint('eligibility.decision.before');
      if (!(await addDecisions(mongo, additions))) continue; // another instance was first, or the order has changed
      await faultPoint('eligibility.decision.after');
      onDecided([...decided.values()].flat());
      for (const { page, decisions } of additions) page.decisions.push(...decisions);
      const start = Math.min(from, ...open.map(({ page, first }) => page.firstSequence + first));
      const isNew = (page: RunPageDocument, place: number): boolean =>
        open.some((places) => places.page === page && place >= places.first);
      const repeats = pages.some(
        (page) => page.firstSequence < through && !isNew(page, Math.max(0, start - page.firstSequence)),
      );
      const before = repeats ? await storedFor(mongo, pages) : [];
      return contactsOf(pages, [...before, ...additions.map(({ takenUp }) => takenUp)], start, through);
    }
    return contactsOf(pages, await storedFor(mongo, pages), from, through);
  }
}

async function decideAll(
  mongo: Database,
  definition: RunDefinition,
  open: readonly OpenPlaces[],
  now: Date,
  { recogniseErased, reachedBefore }: Lookups,
): Promise<Map<RunPageDocument, Decision[]>> {
  const idsOf = ({ page, first, end }: OpenPlaces): string[] => page.contactIds.slice(first, end);
  const contacts = await findTakenContacts(mongo, definition, open.flatMap(idsOf));
  const phoneIds = [...contacts.values()].flatMap(({ phoneId }) => (phoneId === null ? [] : [phoneId]));
  const keys = definition.dncLists.flatMap(({ id }) => phoneIds.map((phoneId) => dncKeyOf(id, phoneId)));
  const [hits, erased, reached] = await Promise.all([
    findDncHits(mongo, keys, now),
    recogniseErased(phoneIds),
    reachedBefore(definition.runId, phoneIds),
  ]);
  // who was erased counts as opted out of every number
  for (const phoneId of erased) hits.add(dncKeyOf(optOutListIdOf(definition.integrationId), phoneId));
  return new Map(
    open.map((places) => [
      places.page,
      idsOf(places).map((id) => decideContact(contacts.get(id), definition, hits, now.getTime(), reached)),
    ]),
  );
}

function takenUpOf(
  { runId, template, callableTimes }: RunDefinition,
  { page, first }: OpenPlaces,
  decisions: readonly Decision[],
  at: Date,
): TakenUpDocument {
  return {
    _id: `${page._id}:${String(first).padStart(4, '0')}`,
    runId,
    firstSequence: page.firstSequence + first,
    template,
    texts: decisions.map(({ texts }) => texts),
    ...(callableTimes === null ? {} : { timeZones: decisions.map(({ timeZone }) => timeZone ?? null) }),
    at,
  };
}

const storedFor = (mongo: Database, pages: readonly RunPageDocument[]): Promise<TakenUpDocument[]> =>
  findTakenUp(
    mongo,
    pages.map(({ _id }) => _id),
  );

function contactsOf(
  pages: readonly RunPageDocument[],
  takenUp: readonly TakenUpDocument[],
  from: number,
  through: number,
): DecidedContact[] {
  const fixed = new Map<number, { texts: readonly string[]; timeZone: string | null; of: TakenUpDocument }>();
  for (const of of takenUp)
    for (const [place, texts] of of.texts.entries())
      fixed.set(of.firstSequence + place, { texts, timeZone: of.timeZones?.[place] ?? null, of });
  return pages.flatMap(({ _id, firstSequence, contactIds, decisions }) =>
    decisions.flatMap((decision, place) => {
      const sequence = firstSequence + place;
      const contactId = contactIds[place];
      if (sequence < from || sequence >= through || contactId === undefined) return [];
      // its outcome is in the ledger: a second one would be one too many
      if (decision === ERASED) return [];
      const found = fixed.get(sequence);
      if (!found) throw new Error(`page ${_id} has a decision at ${place} for a contact that is not stored`);
      const { template, at } = found.of;
      return [{ sequence, contactId, decision, texts: found.texts, template, timeZone: found.timeZone, at }];
    }),
  );
}
