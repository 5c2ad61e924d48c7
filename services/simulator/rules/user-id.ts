/**
 * The business-scoped user id that stands beside a phone number in webhooks: the same for the same number,
 * whatever the run.
 */

/**
 * Calling codes of the larger countries, longest first where one begins another; the rest gets ZZ, which is
 * no country.
 */
const COUNTRIES: readonly (readonly [prefix: string, country: string])[] = [
  ['1', 'US'],
  ['7', 'RU'],
  ['20', 'EG'],
  ['27', 'ZA'],
  ['31', 'NL'],
  ['33', 'FR'],
  ['34', 'ES'],
  ['39', 'IT'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
  ['57', 'CO'],
  ['62', 'ID'],
  ['91', 'IN'],
  ['92', 'PK'],
  ['234', 'NG'],
  ['254', 'KE'],
  ['966', 'SA'],
  ['971', 'AE'],
  ['972', 'IL'],
];

/** Two primes that spread neighbouring numbers; together with the digits they give 20 digits at most. */
const SPREAD = [1_000_003, 998_244_353] as const;

/** `digits` of a phone number → e.g. "US.4155508123000457". */
export function userIdOf(digits: string): string {
  const country = COUNTRIES.find(([prefix]) => digits.startsWith(prefix))?.[1] ?? 'ZZ';
  let [high, low] = [7, 11];
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48;
    high = (high * 31 + digit * 17 + 3) % SPREAD[0];
    low = (low * 37 + digit * 13 + 5) % SPREAD[1];
  }
  return `${country}.${1_000_000 + high}${String(low).padStart(9, '0')}`;
}
