/**
 * A template can be used when each of its parameters has a source (a column of the list, a constant, or
 * both), a kind that its place takes, and the parts that the kind needs.
 */
import type { TemplateUse } from '../../../schemas/types.ts';
import { hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { readAmount } from '../../domain/contact/read-amount.ts';
import { dateStyles, isCurrencyCode, localeOf } from '../../domain/template/format-value.ts';
import { readDate } from '../../domain/time/read-date.ts';
import { isTimeZone } from '../../domain/time/time-zone.ts';
import { isMedia, readDegrees } from '../../domain/template/read-parameter.ts';
import {
  buttonPlaces,
  hasMainSource,
  kindOf,
  kindsOf,
  parametersOf,
  partsOf,
  type Binding,
  type Place,
} from '../../domain/template/template-binding.ts';

// Whether the parameters fit the account's template is another rule (domain/template-fit.ts).

const NAME = /^[a-z0-9_]{1,512}$/;
const LANGUAGE = /^[a-z]{2,3}(_[A-Za-z0-9]{2,4})?$/;
const PARAMETER_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const ACTION_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const MAX_BUTTON_INDEX = 9;
/** Limits for a component, and for the parts of a parameter; far above those of the provider. */
const MAX_PARAMETERS = 100;

type Told = (field: string, message: string) => void;

/** @param columnNames columns of the contact list; null when it is not known, then columns are not checked */
export function templateFaults(template: TemplateUse, columnNames: readonly string[] | null): Fault[] {
  const { name, language, header } = template;
  const faults: Fault[] = [];
  const invalid: Told = (field, message) =>
    void faults.push(fault('content.template.invalid', `template.${field}`, message));

  if (shapeFaults(template, invalid)) return faults;
  if (!NAME.test(name))
    invalid(
      'name',
      `The template name is ${JSON.stringify(name)}; expected lower-case letters, digits and underscores.`,
    );
  if (!LANGUAGE.test(language))
    invalid(
      'language',
      `The language is ${JSON.stringify(language)}; expected a code with underscore such as en_US.`,
    );
  if (header.length > 1)
    invalid('header', `A header has at most one parameter; ${header.length} were given.`);
  for (const { binding, place, field } of parametersOf(template)) {
    sourceFaults(binding, field, columnNames, invalid);
    partFaults(binding, place, field, columnNames, invalid);
    constantFaults(binding, place, field, localeOf(language), invalid);
  }
  nameFaults(template, invalid);
  buttonFaults(template, invalid);
  return faults;
}

/** Whether there are more parameters than any template has: then none of them is checked. */
function shapeFaults(template: TemplateUse, invalid: Told): boolean {
  const { header, body, buttons, limitedTimeOffer } = template;
  const bindings = [...header, ...body, ...buttons.map(({ binding }) => binding), limitedTimeOffer];
  const parts = Math.max(0, ...bindings.map((binding) => binding?.parts?.length ?? 0));
  const counts = [
    ['header', header.length, MAX_PARAMETERS],
    ['body', body.length, MAX_PARAMETERS],
    ['buttons', buttons.length, MAX_PARAMETERS],
    ['parts', parts, MAX_PARAMETERS],
  ] as const;
  const tooMany = counts.filter(([, count, limit]) => count > limit);
  for (const [field, count, limit] of tooMany)
    invalid(field, `${count} ${field} parameters were given; the limit is ${limit}.`);
  return tooMany.length > 0;
}

function sourceFaults(
  binding: Binding,
  field: string,
  columnNames: readonly string[] | null,
  invalid: Told,
): void {
  const { column, value } = binding;
  if (hasMainSource(kindOf(binding)) && column === null && (value === null || value === ''))
    invalid(field, 'The parameter has neither a column nor a constant value.');
  columnFault(column, field, columnNames, invalid);
  if (binding.name !== null && !PARAMETER_NAME.test(binding.name))
    invalid(
      `${field}.name`,
      `The parameter name is ${JSON.stringify(binding.name)}; expected lower-case letters, digits and underscores.`,
    );
}

function columnFault(
  column: string | null,
  field: string,
  columnNames: readonly string[] | null,
  invalid: Told,
): void {
  if (column !== null && columnNames !== null && !hasColumn(columnNames, column))
    invalid(
      `${field}.column`,
      `The contact list has no column ${missingName(column, columnNames)}; its columns are ${columnNames.join(', ')}.`,
    );
}

function partFaults(
  binding: Binding,
  place: Place,
  field: string,
  columnNames: readonly string[] | null,
  invalid: Told,
): void {
  const kind = kindOf(binding);
  if (!kindsOf[place].includes(kind))
    return invalid(
      `${field}.kind`,
      `The kind is ${kind}; expected one of ${kindsOf[place].join(', ')} for ${placeNames[place]}.`,
    );
  const parts = binding.parts ?? [];
  const known = partsOf[kind];
  for (const [at, part] of parts.entries()) {
    const where = `${field}.parts[${at}]`;
    if (place === 'flow' ? !ACTION_KEY.test(part.name) : !Object.hasOwn(known, part.name))
      invalid(
        `${where}.name`,
        place === 'flow'
          ? `The key of the action data is ${JSON.stringify(part.name)}; expected letters, digits and underscores.`
          : `The part is ${JSON.stringify(part.name)}; ${kind} has ${Object.keys(known).join(', ') || 'no parts'}.`,
      );
    else if (parts.findIndex((candidate) => candidate.name === part.name) !== at)
      invalid(`${where}.name`, `The part "${part.name}" is given twice.`);
    if (part.column === null && (part.value === null || part.value === ''))
      invalid(where, `The part "${part.name}" has neither a column nor a constant value.`);
    columnFault(part.column, where, columnNames, invalid);
  }
  if (place === 'flow') return;
  for (const [needed, isNeeded] of Object.entries(known))
    if (isNeeded && !parts.some((part) => part.name === needed))
      invalid(`${field}.parts`, `The part "${needed}" is missing; ${kind} cannot do without it.`);
}

/** A constant that can never be sent is refused now, not with the first contact. */
function constantFaults(binding: Binding, place: Place, field: string, locale: string, invalid: Told): void {
  const kind = kindOf(binding);
  const check = (
    where: string,
    value: string | null,
    isRight: (text: string) => boolean,
    expected: string,
  ) =>
    value !== null && value !== '' && !isRight(value)
      ? invalid(`${where}.value`, `The value is ${JSON.stringify(value)}; expected ${expected}.`)
      : undefined;
  if (kind === 'IMAGE' || kind === 'VIDEO' || kind === 'DOCUMENT')
    check(field, binding.value, isMedia, 'an http(s) link or a media id (digits)');
  if (kind === 'CURRENCY')
    check(field, binding.value, (text) => canBeAmount(text, binding, locale), 'an amount such as 1234.50');
  if (kind === 'DATE_TIME' || place === 'offer')
    check(field, binding.value, (text) => readDate(text, 'UTC') !== null, 'a date such as 2026-03-01T18:00');
  for (const [at, { name, value }] of (binding.parts ?? []).entries()) {
    const rule = place !== 'flow' && Object.hasOwn(partRules, name) ? partRules[name] : undefined;
    if (rule) check(`${field}.parts[${at}]`, value, rule.isRight, rule.expected);
  }
}

/** A currency that comes from a column is not known yet. */
function canBeAmount(text: string, { parts = [] }: Binding, locale: string): boolean {
  const code = parts.find(({ name }) => name === 'code');
  const constant = code?.column === null ? (code.value ?? '').toUpperCase() : '';
  const isKnown = isCurrencyCode(constant);
  const reading = readAmount(text, { code: isKnown ? constant : 'EUR', locale });
  return reading.ok || (!isKnown && reading.reason !== 'NO_AMOUNT');
}

const partRules: Readonly<Record<string, { isRight: (text: string) => boolean; expected: string }>> = {
  code: {
    isRight: (text) => isCurrencyCode(text.toUpperCase()),
    expected: 'a currency code of ISO 4217 such as EUR',
  },
  time_zone: { isRight: isTimeZone, expected: 'a time zone such as Europe/Berlin' },
  style: {
    isRight: (text) => (dateStyles as readonly string[]).includes(text),
    expected: `one of ${dateStyles.join(', ')}`,
  },
  latitude: { isRight: (text) => readDegrees(text, 90) !== null, expected: 'decimal degrees from -90 to 90' },
  longitude: {
    isRight: (text) => readDegrees(text, 180) !== null,
    expected: 'decimal degrees from -180 to 180',
  },
};

function nameFaults({ body }: TemplateUse, invalid: Told): void {
  const names = body.map((binding) => binding.name);
  if (names.some((name) => name === null) && names.some((name) => name !== null))
    invalid('body', 'Body parameters are either all named or all positional; these are mixed.');
  if (new Set(names).size < names.length && names[0] !== null)
    invalid('body', 'Two body parameters have the same name.');
}

function buttonFaults({ buttons }: TemplateUse, invalid: Told): void {
  buttons.forEach(({ index, subType }, position) => {
    if (!(buttonPlaces as readonly string[]).includes(subType))
      invalid(
        `buttons[${position}].subType`,
        `The button type is ${JSON.stringify(subType)}; expected one of ${buttonPlaces.join(', ')}.`,
      );
    if (
      index < 0 ||
      index > MAX_BUTTON_INDEX ||
      buttons.findIndex((button) => button.index === index) !== position
    )
      invalid(
        `buttons[${position}].index`,
        `The button index is ${index}; expected a position from 0 to ${MAX_BUTTON_INDEX} that no other button has.`,
      );
  });
}

const placeNames: Record<Place, string> = {
  header: 'a header',
  body: 'the body',
  url: 'a url button',
  quick_reply: 'a quick_reply button',
  copy_code: 'a copy_code button',
  flow: 'a flow button',
  offer: 'the limited-time offer',
};
