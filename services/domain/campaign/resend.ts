/**
 * Who of an earlier run may be sent to again: contacts whose message failed, may or may not have been sent, or
 * was never sent, and whom no message of that run or a later one has reached. Pure.
 */
import { fault, type Fault } from '../fault.ts';
import { AMBIGUOUS, type OutcomeState } from '../message/message-outcome.ts';

export type ResendKind = 'FAILED' | 'UNKNOWN' | 'NEVER_REACHED';

export type Resend = { readonly kinds: readonly ResendKind[]; readonly codes: readonly number[] };

/** UNDER_WAY: a request may be about to leave. SKIPPED: on a do-not-contact list, no possible number … */
export type Standing = ResendKind | 'REACHED' | 'UNDER_WAY' | 'SKIPPED';

/** The part of a ledger document that decides. */
export type SentBefore = {
  readonly state: OutcomeState;
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
  /** An unknown message was sent once more by its campaign's policy. */
  readonly resentAt?: Date | undefined;
};

/** `cause`: code (or reason) of the latest failure; null unless FAILED. */
export type StandingNow = { readonly standing: Standing; readonly cause: number | string | null };

/** @param message null: the ledger has none */
export function standingOf(message: SentBefore | null): Standing {
  if (message === null) return 'NEVER_REACHED';
  const { state, reason, resentAt } = message;
  if (state === 'ACCEPTED') return 'REACHED';
  if (state === 'INTENT') return 'UNDER_WAY';
  // whatever became of the second attempt, the first may have arrived
  if (state === 'UNKNOWN' || reason === AMBIGUOUS || resentAt !== undefined) return 'UNKNOWN';
  if (state === 'WAITING') return 'NEVER_REACHED';
  return state;
}

/**
 * What is known of a person after several runs: the most that any message may have done.
 * @param own message of the run whose contacts are chosen from
 * @param others messages of the other runs, from earlier to later
 */
export function standingAfter(own: SentBefore | null, others: ReadonlyArray<SentBefore | null>): StandingNow {
  const all = [own, ...others];
  const standings = all.map(standingOf);
  for (const standing of ['REACHED', 'UNDER_WAY'] as const)
    if (standings.includes(standing)) return { standing, cause: null };
  if (standings[0] === 'SKIPPED') return { standing: 'SKIPPED', cause: null };
  if (standings.includes('UNKNOWN')) return { standing: 'UNKNOWN', cause: null };
  const failed = all[standings.lastIndexOf('FAILED')];
  if (!failed) return { standing: 'NEVER_REACHED', cause: null };
  return { standing: 'FAILED', cause: failed.code ?? failed.reason ?? 'none' };
}

/** Whether the contact is one of those to be sent to again. */
export function isChosen({ kinds, codes }: Resend, { standing, cause }: StandingNow): boolean {
  if (!(kinds as readonly Standing[]).includes(standing)) return false;
  return standing !== 'FAILED' || codes.length === 0 || (typeof cause === 'number' && codes.includes(cause));
}

/**
 * Whether a person must not get the message after all, asked when it is taken up and again before it is sent:
 * a late status may say by now that an earlier one has arrived.
 * @param earlier this person's messages of the earlier runs
 */
export function isReached({ kinds }: Pick<Resend, 'kinds'>, earlier: readonly SentBefore[]): boolean {
  return earlier.map(standingOf).some((standing) => {
    if (standing === 'UNKNOWN') return !kinds.includes('UNKNOWN');
    return standing === 'REACHED' || standing === 'UNDER_WAY';
  });
}

const MAX_CODES = 100;
const MAX_CODE = 999_999_999;

/** What is wrong with a request, apart from the campaign. */
export function resendFaults({ kinds, codes }: Resend, mayGetItTwice: boolean): Fault[] {
  const faults: Fault[] = [];
  if (kinds.length === 0)
    faults.push(
      fault('resend.nobody', 'kinds', 'kinds is empty; expected FAILED, UNKNOWN, NEVER_REACHED or several.'),
    );
  if (kinds.includes('UNKNOWN') && !mayGetItTwice)
    faults.push(
      fault(
        'resend.unknown.not.acknowledged',
        'mayGetItTwice',
        'Contacts whose outcome is unknown may have the message already; expected mayGetItTwice to be true.',
      ),
    );
  if (codes.length > 0 && !kinds.includes('FAILED'))
    faults.push(
      fault('invalid.property', 'codes', 'codes chooses among FAILED, and kinds does not have FAILED.'),
    );
  if (codes.length > MAX_CODES)
    faults.push(
      fault(
        'constraint.validation',
        'codes',
        `There are ${codes.length} codes; the limit is ${MAX_CODES}.`,
        MAX_CODES,
      ),
    );
  const wrong = codes.find((code) => !Number.isInteger(code) || code < 0 || code > MAX_CODE);
  if (wrong !== undefined)
    faults.push(
      fault(
        'invalid.property',
        'codes',
        `${wrong} is not an error code; expected a number from 0 to ${MAX_CODE}.`,
      ),
    );
  return faults;
}
