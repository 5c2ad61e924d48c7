/**
 * One parameter of a template from a contact's cells: the value of the column, otherwise the constant; if
 * both are missing, the contact cannot get the message. Each kind has its own rule for such a value.
 */
import { readAmount } from '../contact/read-amount.ts';
import { formatAmount, formatDate, isCurrencyCode, type DateStyle } from './format-value.ts';
import { readMediaLink, readUrlSuffix } from './read-link.ts';
import { hasMainSource, kindOf, partsOf, type Binding, type Place, type Source } from './template-binding.ts';
import { readDate } from '../time/read-date.ts';
import { isTimeZone } from '../time/time-zone.ts';

export type CellOf = (column: string) => string | undefined;

/** How amounts and dates are shown. */
export type Manner = {
  readonly locale: string;
  /** IANA zone for dates without offset, and in which dates are shown. */
  readonly timeZone: string;
};

/** Why a contact cannot get the message. */
export type Unfit = {
  readonly reason:
    | 'MISSING_PARAMETER'
    | 'INVALID_PARAMETER'
    | 'HEADER_VALUE_TOO_LONG'
    | 'BODY_VALUE_TOO_LONG'
    | 'BUTTON_URL_VALUE_TOO_LONG';
  /** Names the column, never its contents. */
  readonly detail: string;
};

/** The values of a parameter: its text, then the fields that fieldNamesOf names; '' = left out. */
export type Values = readonly [text: string, ...fields: string[]];

/** Names of the fields besides the text, in the order of Values. */
export function fieldNamesOf(binding: Binding, place: Place): readonly string[] {
  if (place === 'flow') return (binding.parts ?? []).map(({ name }) => name);
  switch (kindOf(binding)) {
    case 'CURRENCY':
      return ['code', 'amount_1000'];
    case 'DOCUMENT':
      return ['filename'];
    case 'LOCATION':
      return ['latitude', 'longitude', 'name', 'address'];
    case 'TEXT':
    case 'IMAGE':
    case 'VIDEO':
    case 'DATE_TIME':
      return [];
  }
}

export function readParameter(
  binding: Binding,
  place: Place,
  cellOf: CellOf,
  manner: Manner,
): Values | Unfit {
  const kind = kindOf(binding);
  const text = hasMainSource(kind) ? valueOf(binding, cellOf) : '';
  if (text === null) return missing(binding, binding.name);
  const parts: Record<string, string> = {};
  for (const part of binding.parts ?? []) {
    const value = valueOf(part, cellOf);
    const isNeeded = place === 'flow' || partsOf[kind][part.name] === true;
    if (value === null && isNeeded) return missing(part, part.name);
    if (value !== null) parts[part.name] = value;
  }
  if (place === 'offer') return toInstant(binding, text, parts['time_zone'] ?? manner.timeZone);
  switch (kind) {
    case 'TEXT':
      if (place === 'url') return toSuffix(binding, text);
      return [
        place === 'header' || place === 'body' ? onOneLine(text) : text,
        ...fieldNamesOf(binding, place).map((name) => parts[name] ?? ''),
      ];
    case 'IMAGE':
    case 'VIDEO':
    case 'DOCUMENT': {
      const medium = isMediaId(text) ? text : readMediaLink(text);
      if (medium === null) return invalid(binding, 'a value that is neither an http(s) link nor a media id');
      return kind === 'DOCUMENT' ? [medium, parts['filename'] ?? ''] : [medium];
    }
    case 'LOCATION':
      return toLocation(binding, parts);
    case 'CURRENCY':
      return toAmount(binding, text, parts['code'] ?? '', manner);
    case 'DATE_TIME':
      return toDate(binding, text, parts, manner);
  }
}

/** Digits are a media id of the provider; any other value must be a link that it can fetch. */
export const isMedia = (text: string): boolean => isMediaId(text) || readMediaLink(text) !== null;

export const isMediaId = (text: string): boolean => /^\d{1,32}$/.test(text);

/** The provider refuses line breaks, tabs and more than four spaces in a row within texts (132018). */
const onOneLine = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').replace(/ {5,}/g, '    ');

function valueOf({ column, value }: Source, cellOf: CellOf): string | null {
  const cell = column === null ? undefined : cellOf(column)?.trim();
  if (cell !== undefined && cell !== '') return cell;
  return value === null || value === '' ? null : value;
}

function toSuffix(binding: Binding, text: string): Values | Unfit {
  const reading = readUrlSuffix(text);
  return 'link' in reading ? [reading.link] : invalid(binding, reading.holds);
}

function toAmount(binding: Binding, text: string, code: string, { locale }: Manner): Values | Unfit {
  const capitals = code.toUpperCase();
  if (!isCurrencyCode(capitals)) return invalid(part(binding, 'code'), 'no currency code such as EUR');
  const reading = readAmount(text, { code: capitals, locale });
  if (reading.ok) {
    const { thousandths } = reading;
    return [formatAmount(thousandths, capitals, locale), capitals, String(thousandths)];
  }
  switch (reading.reason) {
    case 'NO_AMOUNT':
      return invalid(binding, 'no amount');
    case 'OTHER_CURRENCY':
      return invalid(binding, `an amount of another currency than ${capitals}`);
    case 'TWO_READINGS':
      return invalid(binding, 'an amount that has two readings; write it as 1500 or 1500.00');
  }
}

function toDate(
  binding: Binding,
  text: string,
  parts: Record<string, string>,
  { locale, timeZone }: Manner,
): Values | Unfit {
  const zone = parts['time_zone'] ?? timeZone;
  if (!isTimeZone(zone)) return invalid(part(binding, 'time_zone'), 'no time zone such as Europe/Berlin');
  const instant = readDate(text, zone);
  if (instant === null) return invalid(binding, 'no date such as 2026-03-01 or 2026-03-01T18:00');
  // a date without a time means the day
  const ownStyle: DateStyle = /\d[Tt ]\d/.test(text) ? 'date_time' : 'date';
  return [formatDate(instant, readDateStyle(parts['style']) ?? ownStyle, locale, zone)];
}

export function readDateStyle(text: string | undefined): DateStyle | null {
  return text === 'date' || text === 'time' || text === 'date_time' ? text : null;
}

function toInstant(binding: Binding, text: string, zone: string): Values | Unfit {
  const instant = isTimeZone(zone) ? readDate(text, zone) : null;
  return instant === null
    ? invalid(binding, 'no date such as 2026-03-01 or 2026-03-01T18:00')
    : [String(instant)];
}

function toLocation(binding: Binding, parts: Record<string, string>): Values | Unfit {
  const latitude = readDegrees(parts['latitude'], 90);
  if (latitude === null)
    return invalid(part(binding, 'latitude'), 'no latitude between -90 and 90 in decimal degrees');
  const longitude = readDegrees(parts['longitude'], 180);
  if (longitude === null)
    return invalid(part(binding, 'longitude'), 'no longitude between -180 and 180 in decimal degrees');
  return ['', latitude, longitude, parts['name'] ?? '', parts['address'] ?? ''];
}

/** Decimal degrees, with point or comma. */
export function readDegrees(text: string | undefined, limit: number): string | null {
  const plain = text?.replace(',', '.') ?? '';
  return /^-?\d{1,3}(\.\d{1,20})?$/.test(plain) && Math.abs(Number(plain)) <= limit ? plain : null;
}

type Named = Source & { readonly name: string | null };

const part = (binding: Binding, name: string): Named =>
  binding.parts?.find((part) => part.name === name) ?? { name, column: null, value: null };

const missing = ({ column }: Source, name: string | null): Unfit => ({
  reason: 'MISSING_PARAMETER',
  detail: column === null ? `the parameter ${name ?? ''} has no value` : `column "${column}" is empty`,
});

const invalid = ({ column, name }: Named, holds: string): Unfit => ({
  reason: 'INVALID_PARAMETER',
  detail:
    column === null ? `the parameter ${name ?? ''} holds ${holds}` : `column "${column}" holds ${holds}`,
});
