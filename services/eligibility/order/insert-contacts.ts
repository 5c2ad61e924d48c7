/**
 * Contacts with priority go into an order before all that are not taken up yet, behind those with priority
 * that came earlier.
 */
import type { CampaignRunDocument, RunPageDocument } from '../../../schemas/collections.ts';
import { PAGE_CONTACTS, pagesOf } from './pages-of.ts';

/** A page that takes contacts in may hold so many; beyond that it is cut. */
const MAX_PAGE_CONTACTS = 2 * PAGE_CONTACTS;

/** What changes in an order; pages from sequence number `at` on begin `count` later. */
export type Insertion = {
  /** Sequence number of the first contact that is put in. */
  readonly at: number;
  readonly count: number;
  /** The page before `at`, with its contacts as they are afterwards; null when it stays as it is. */
  readonly changed: { readonly page: RunPageDocument; readonly contactIds: readonly string[] } | null;
  readonly pages: readonly RunPageDocument[];
};

/** Where the next contact with priority goes. @param decidedThrough sequence number after the last contact taken up */
export function priorityPlace(
  { priorityThrough = 0, planned }: Pick<CampaignRunDocument, 'priorityThrough' | 'planned'>,
  decidedThrough: number,
): number {
  return Math.min(planned, Math.max(decidedThrough, priorityThrough));
}

/**
 * @param pageBefore the last page that begins before `at`; null when there is none
 */
export function insertionOf(
  { _id, pages }: Pick<CampaignRunDocument, '_id' | 'pages'>,
  contactIds: readonly string[],
  at: number,
  pageBefore: RunPageDocument | null,
): Insertion {
  const count = contactIds.length;
  const place = pageBefore ? at - pageBefore.firstSequence : 0;
  // the page before may be gone with age
  if (!pageBefore || place > pageBefore.contactIds.length)
    return { at, count, changed: null, pages: pagesOf(_id, contactIds, pages, at) };
  const before = pageBefore.contactIds.slice(0, place);
  const after = pageBefore.contactIds.slice(place);
  if (before.length + count + after.length <= MAX_PAGE_CONTACTS)
    return {
      ...{ at, count, pages: [] },
      changed: { page: pageBefore, contactIds: [...before, ...contactIds, ...after] },
    };
  const room = Math.max(0, PAGE_CONTACTS - place);
  const own = pagesOf(_id, contactIds.slice(room), pages, at + room);
  return {
    ...{ at, count },
    changed: { page: pageBefore, contactIds: [...before, ...contactIds.slice(0, room)] },
    pages: [...own, ...pagesOf(_id, after, pages + own.length, at + count)],
  };
}
