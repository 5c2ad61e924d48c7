/**
 * Time zones are IANA names, in any case. Intl also accepts ICU's abbreviations, in which BST is Dhaka, IST
 * Calcutta and AST Anchorage. In a contact list BST means Britain, so none of the abbreviations is accepted.
 */

const MAX_KNOWN = 5_000;
const known = new Map<string, string | null>();

/**
 * The names of the IANA time zone database without a region (its files `backward`, `northamerica` and
 * `europe`).
 */
const WITHOUT_REGION = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica ' +
    'Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal ' +
    'W-SU WET Zulu'
  )
    .toLowerCase()
    .split(' '),
);
const REGIONAL =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\//i;

/**
 * The zone that a text names: an IANA name in any case.
 * @returns the name as this machine knows it (`europe/berlin` → `Europe/Berlin`); null when there is no such
 *   zone, or nothing
 */
export function readTimeZone(text: string): string | null {
  const name = text.trim();
  if (name === '') return null;
  let zone = known.get(name);
  if (zone === undefined) {
    if (known.size >= MAX_KNOWN) known.clear(); // cells can hold anything
    known.set(name, (zone = resolve(name)));
  }
  return zone;
}

/** True for the IANA name of a zone that this machine knows. */
export const isTimeZone = (name: string): boolean => name === name.trim() && readTimeZone(name) !== null;

function resolve(name: string): string | null {
  if (!REGIONAL.test(name) && !WITHOUT_REGION.has(name.toLowerCase())) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
