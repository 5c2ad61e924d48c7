/**
 * The time zone of a number's country, where the country has only one: all its zones show the same time at
 * every half month of this year and the next (Germany has two zones with one time; Spain has the Canaries, so
 * it has no single zone).
 * Countries come from libphonenumber's numbering plans, zones from the time zone data of Node's Intl (CLDR
 * and IANA, updated with every Node release). A separate package would be a second copy of the same tables,
 * updated at another time.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import { callingCodeOf, metadata } from '../phone/numbering-plan.ts';
import { zoneOffset } from './read-date.ts';

/** Missing in TypeScript: an accessor up to Node 22, a method from Node 23 on. */
type LocaleWithZones = Intl.Locale & { timeZones?: string[]; getTimeZones?: () => string[] | undefined };

const HALF_MONTHS = 48;
/** Calling code → its countries, the main one first. */
const countriesOf: Readonly<Record<string, readonly string[] | undefined>> = metadata.country_calling_codes;
const known = new Map<string, string | null>();

/**
 * @param phoneId digits with country code
 * @param nowMs decides for which years the zones must agree
 * @returns IANA name; null when the country has several zones or is not known
 */
export function zoneOfPhoneId(phoneId: string, nowMs: number): string | null {
  const code = callingCodeOf(phoneId)?.code;
  const countries = code === undefined ? [] : (countriesOf[code] ?? []);
  // +44: the islands have Britain's time, so it does not matter which of them it is
  const common = zoneOfCountries(countries, nowMs);
  if (common !== null || countries.length < 2) return common;
  const country = parsePhoneNumberFromString(`+${phoneId}`, metadata)?.country;
  return country === undefined ? null : zoneOfCountries([country], nowMs);
}

/** The common time of all these countries, under the first name that the first country has for it. */
function zoneOfCountries(countries: readonly string[], nowMs: number): string | null {
  const year = new Date(nowMs).getUTCFullYear();
  const key = `${countries.join()}/${year}`;
  let zone = known.get(key);
  if (zone === undefined) known.set(key, (zone = commonZone(countries, year)));
  return zone;
}

function commonZone(countries: readonly string[], year: number): string | null {
  const zones = countries.map((country) => zonesOf(country));
  const first = zones[0]?.[0];
  if (first === undefined || zones.some((ofCountry) => ofCountry.length === 0)) return null;
  const clockOf = (zone: string): string =>
    Array.from({ length: HALF_MONTHS }, (_, half) =>
      zoneOffset(Date.UTC(year, Math.floor(half / 2), 1 + 14 * (half % 2)), zone),
    ).join();
  const clock = clockOf(first);
  return zones.flat().every((zone) => clockOf(zone) === clock) ? first : null;
}

function zonesOf(country: string): readonly string[] {
  const locale: LocaleWithZones = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
