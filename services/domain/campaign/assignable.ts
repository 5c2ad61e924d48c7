/**
 * Which contact lists and DNC lists a campaign may use (requirements B6 and D2), and the reason if not. The
 * same rule serves pickers, commands and the check at start.
 */

// Of the imports of a list, the one that ended last counts: a successful import repairs a failed one.

/**
 * The import of a list, as far as assignability needs it; a list keeps its imports in the order of their
 * commands.
 */
export type ImportOfList = {
  state: 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED';
  reason: string | null;
  /** Records that the import added or found; known when it has finished. */
  records?: number;
};

/** Why a list cannot be assigned: a code of the contract (section 5, our choice) and a sentence. */
export type Unassignable = { code: string; message: string };

type ContactListFacts = {
  readonly whatsappColumns: readonly unknown[];
  readonly size: number;
  readonly imports: readonly ImportOfList[];
};

type DncListFacts = {
  readonly contactMethod: string;
  readonly size: number;
  readonly imports: readonly ImportOfList[];
};

/** Every reason why a campaign cannot use this contact list; none if it can (B6). */
export function contactListReasons(list: ContactListFacts): Unassignable[] {
  const reasons = importReasons('contact.list', 'The contact list', list.imports);
  if (list.whatsappColumns.length === 0)
    reasons.unshift({
      code: 'contact.list.has.no.whatsapp.columns',
      message: 'The contact list has no WhatsApp column.',
    });
  if (list.size === 0 && !isUnfinished(list.imports))
    reasons.push({ code: 'contact.list.is.empty', message: 'The contact list has no records.' });
  return reasons;
}

/** Every reason why a campaign cannot use this DNC list; none if it can (D2). */
export function dncListReasons(list: DncListFacts): Unassignable[] {
  const reasons = importReasons('dnc.list', 'The DNC list', list.imports);
  if (!phoneMethods.has(list.contactMethod))
    reasons.unshift({
      code: 'dnc.list.invalid.contact.method',
      message: `The contact method of the DNC list is ${list.contactMethod}; Phone, Any or WhatsApp is needed.`,
    });
  if (list.size === 0 && !isUnfinished(list.imports))
    reasons.push({ code: 'dnc.list.is.empty', message: 'The DNC list has no records.' });
  else if (list.imports.some(({ state, records }) => state === 'FINISHED' && records === 0))
    reasons.push({
      code: 'dnc.list.is.empty',
      message: 'A part of the DNC list (an import) has no records.',
    });
  return reasons;
}

const phoneMethods = new Set(['Phone', 'Any', 'WhatsApp']);

const isUnfinished = (imports: readonly ImportOfList[]): boolean =>
  imports.some(({ state }) => state === 'QUEUED' || state === 'RUNNING');

function importReasons(code: string, list: string, imports: readonly ImportOfList[]): Unassignable[] {
  const reasons: Unassignable[] = [];
  if (isUnfinished(imports))
    reasons.push({ code: `${code}.import.in.progress`, message: `${list}’s import has not finished.` });
  const last = imports.findLast(({ state }) => state === 'FINISHED' || state === 'FAILED');
  if (last?.state === 'FAILED')
    reasons.push({
      code: `${code}.import.failed`,
      message: `${list}’s import failed${last.reason === null ? '' : `: ${last.reason}`}.`,
    });
  return reasons;
}
