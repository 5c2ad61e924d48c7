/**
 * Limits for every kind of command: the length of texts and lists, and the time until which it may act.
 * Checked before anything is read or compared, so that a large command costs no more than a small one. Pure.
 */
import type { CampaignCommand } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { DAY } from '../../domain/time/lengths.ts';

const MAX_TEXT = 10_000;
/** Contacts, numbers or ids in one command; values of a set; columns of a contact. */
const MAX_ITEMS = 1_000;
/** Elements of all lists and maps together: 1,000 contacts of 50 columns, and some spare. */
const MAX_ALL_ITEMS = 100_000;
const MAX_TIME_MS = 8.64e15;

/** Outcomes are remembered for longer (config/retention.ts): a command that was carried out before is never carried out again. */
const MAX_AGE_MS = 60 * DAY;

const TOO_MANY = new Set(['contacts', 'contactIds', 'numbers']);

/** @param now time of the decision */
export function commandLimitFaults({ body, actBefore, issuedAt }: CampaignCommand, now: Date): Fault[] {
  if (actBefore !== null && actBefore !== undefined && now.getTime() > actBefore)
    return [
      fault(
        'command.expired',
        'actBefore',
        `The command had to be carried out before ${timeText(actBefore)}; the time is now ${now.toISOString()}.`,
      ),
    ];
  if (now.getTime() - issuedAt > MAX_AGE_MS)
    return [
      fault(
        'command.expired',
        'issuedAt',
        `The command was issued at ${timeText(issuedAt)}; commands older than ${MAX_AGE_MS / DAY} days are not carried out.`,
      ),
    ];
  const faults: Fault[] = [];
  let items = 0;
  const look = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (value.length > MAX_TEXT)
        faults.push(
          fault(
            'constraint.validation',
            field,
            `The text has ${value.length} characters; the limit is ${MAX_TEXT}.`,
            MAX_TEXT,
          ),
        );
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const count = Array.isArray(value) ? value.length : Object.keys(value).length;
    items += count;
    if (count > MAX_ITEMS)
      return void faults.push(
        fault(
          TOO_MANY.has(field) ? 'too.many.contacts.added' : 'constraint.validation',
          field,
          `There are ${count} entries; the limit is ${MAX_ITEMS}.`,
          MAX_ITEMS,
        ),
      );
    if (items > MAX_ALL_ITEMS) return;
    for (const [name, element] of Object.entries(value) as Array<[string, unknown]>)
      look(element, Array.isArray(value) ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`);
  };
  look(body, '');
  if (items > MAX_ALL_ITEMS)
    faults.push(
      fault(
        'constraint.validation',
        null,
        `The command holds more than ${MAX_ALL_ITEMS} entries in all.`,
        MAX_ALL_ITEMS,
      ),
    );
  return faults;
}

/** Milliseconds as an ISO 8601 time, or as a plain number if they are outside the range of Date. */
export const timeText = (at: number): string =>
  Math.abs(at) <= MAX_TIME_MS ? new Date(at).toISOString() : String(at);
