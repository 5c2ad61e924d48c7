/**
 * Reads arguments into the form that commands carry. Wrong input throws an InvalidArgumentError that says
 * what was expected.
 */
import { InvalidArgumentError } from 'commander';
import type { AmbiguityPolicy } from '../../domain/campaign/ambiguity.ts';
import type { ContactSort } from '../../../schemas/types.ts';
import { WEEKDAYS, type CallableRange, type Weekday } from '../../domain/time/callable-time.ts';

const MAX_INT = 2_147_483_647;

/** Collects the values of a repeatable option. */
export const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

/** Repeatable and comma-separated; a comma within a name is written `\,`. */
export const collectList = (value: string, previous: string[] = []): string[] => [
  ...previous,
  ...value
    .split(/(?<!\\),/)
    .map((part) => part.replace(/\\,/g, ',').trim())
    .filter((part) => part !== ''),
];

/** A whole number that a command can carry; the campaigns service checks its range. */
export function readWhole(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || Math.abs(number) > MAX_INT)
    throw new InvalidArgumentError(`Expected a whole number, found "${text}".`);
  return number;
}

/** A maximum number: a whole number from 1. */
export function readLimit(text: string): number {
  const limit = readWhole(text);
  if (limit < 1) throw new InvalidArgumentError(`Expected a whole number from 1, found "${text}".`);
  return limit;
}

/** Repeatable. */
export const collectWhole = (text: string, previous: number[] = []): number[] => [
  ...previous,
  readWhole(text),
];

/** `name:language`, e.g. `spring_offer:en_US`. */
export function readTemplate(text: string): { name: string; language: string } {
  const match = /^([^:]+):([^:]+)$/.exec(text);
  if (!match?.[1] || !match[2])
    throw new InvalidArgumentError(`Expected name:language such as spring_offer:en_US, found "${text}".`);
  return { name: match[1], language: match[2] };
}

/** `column[:asc|desc][:numeric]`; a column's own colons are kept. Repeatable, highest precedence first. */
export function collectSort(text: string, previous: ContactSort[] = []): ContactSort[] {
  const parts = text.split(':');
  let direction: ContactSort['direction'] = 'ASC';
  let numeric = false;
  for (let last = parts.at(-1); parts.length > 1; last = parts.at(-1)) {
    const word = last?.toLowerCase();
    if (word === 'numeric') numeric = true;
    else if (word === 'asc' || word === 'desc') direction = word === 'asc' ? 'ASC' : 'DESC';
    else break;
    parts.pop();
  }
  const fieldName = parts.join(':');
  if (fieldName === '')
    throw new InvalidArgumentError(`Expected column[:asc|desc][:numeric], found "${text}".`);
  return [...previous, { fieldName, direction, numeric }];
}

/** Policy for unknown messages, as the command line names it. */
export function readAmbiguity(text: string): AmbiguityPolicy {
  const policies = { hold: 'HOLD', 'resend-once': 'RESEND_ONCE', 'give-up': 'GIVE_UP' } as const;
  const policy = Object.entries(policies).find(([word]) => word === text.toLowerCase())?.[1];
  if (!policy)
    throw new InvalidArgumentError(`Expected ${Object.keys(policies).join(', ')}, found "${text}".`);
  return policy;
}

/** `days HH:MM-HH:MM`, days as `mon`, `mon-fri` or `mon,wed,fri`; the campaigns service checks the times. */
export function readCallableRange(text: string): CallableRange {
  const match = /^\s*([a-z,\s-]+?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/i.exec(text);
  const days = match?.[1] ? readDays(match[1]) : null;
  if (!days || !match?.[2] || !match[3])
    throw new InvalidArgumentError(
      `Expected days and hours such as "mon-fri 09:00-18:00" or "sat,sun 10:00-24:00", found "${text}".`,
    );
  return { days, start: match[2].padStart(5, '0'), end: match[3].padStart(5, '0') };
}

/** Repeatable. */
export const collectCallable = (text: string, previous: CallableRange[] = []): CallableRange[] => [
  ...previous,
  readCallableRange(text),
];

/** Null when a word is not a day. `fri-mon` includes the weekend. */
function readDays(text: string): Weekday[] | null {
  const days: Weekday[] = [];
  for (const part of text.split(',')) {
    const ends = part
      .split('-')
      .map((name) => WEEKDAYS.findIndex((day) => day === name.trim().toUpperCase()));
    const [first = -1, last = first] = ends;
    if (ends.length > 2 || first < 0 || last < 0) return null;
    for (let at = first; ; at = (at + 1) % WEEKDAYS.length) {
      const day = WEEKDAYS[at];
      if (day && !days.includes(day)) days.push(day);
      if (at === last) break;
    }
  }
  return days;
}
