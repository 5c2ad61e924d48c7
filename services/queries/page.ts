/**
 * Pages of what is stored: a query gives at most `MAX_PAGE` things at once, and a cursor to those after them.
 */
import { InvalidInput } from '../domain/refused.ts';

export const MAX_PAGE = 1_000;

/** `after`: the cursor of the page before, or null for the first page. */
export type PageRequest = { readonly size: number; readonly after: string | null };

export type Page<T> = {
  items: T[];
  /** Cursor of the next page; null when this one is the last. */
  next: string | null;
};

/**
 * How many documents to ask for: one more than the page has, to know whether there is another.
 * @throws InvalidInput
 */
export function limitOf({ size }: PageRequest): number {
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new InvalidInput(`the page size is ${size}; expected a whole number from 1 to ${MAX_PAGE}`);
  return size + 1;
}

/** @param found at most `limitOf(request)` documents. @param cursorOf what the next page starts after */
export function pageOf<D>(
  found: readonly D[],
  { size }: PageRequest,
  cursorOf: (document: D) => string,
): Page<D> {
  const items = found.slice(0, size);
  const last = items.at(-1);
  return { items, next: found.length > size && last !== undefined ? cursorOf(last) : null };
}

/** The same page of something else. */
export const mapPage = <A, B>({ items, next }: Page<A>, view: (item: A) => B): Page<B> => ({
  items: items.map(view),
  next,
});

/** Everything, a page at a time. */
export async function* allOf<T>(read: (request: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  for (let after: string | null = null; ;) {
    const page: Page<T> = await read({ size: MAX_PAGE, after });
    yield* page.items;
    if (page.next === null) return;
    after = page.next;
  }
}

/** A cursor of several parts. */
export const joinCursor = (...parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @throws InvalidInput when it is not a cursor of so many parts */
export function splitCursor(cursor: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string'))
      return parts;
  } catch {
    // told below
  }
  throw new InvalidInput('the cursor is not one of this list; ask for its first page again');
}
