/** Where a browser goes after it has signed in: a page of the console, never another site. */

const NOT_PAGES = /^\/(api|oauth|uploads|docs|assets|\.well-known|live|ready|metrics)(\/|$)/;
/** Stands for our own address; nothing is ever asked of it. */
const OURS = 'http://console.invalid';

/** @returns path, query and fragment; `/` for anything else than an address of ours */
export function returnTo(given: string | undefined): string {
  if (given === undefined || !given.startsWith('/') || !URL.canParse(given, OURS)) return '/';
  const { origin, pathname, search, hash } = new URL(given, OURS);
  // "//other.example" and "/\other.example" are other sites for a browser, also once dots are gone from a path
  if (origin !== OURS || /^\/[/\\]/.test(pathname) || NOT_PAGES.test(pathname)) return '/';
  return `${pathname}${search}${hash}`;
}
