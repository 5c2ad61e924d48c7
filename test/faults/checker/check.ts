/** All rules over one collection of evidence. */
import { countersAgree } from './counters-agree.ts';
import { evenPace } from './even-pace.ts';
import type { Evidence, Violation } from './evidence.ts';
import { importsExact } from './imports-exact.ts';
import { inOrder } from './in-order.ts';
import { intentFirst } from './intent-first.ts';
import { justTheChosen } from './just-the-chosen.ts';
import { leaseKept } from './lease-kept.ts';
import { neverBack } from './never-back.ts';
import { noDuplicates } from './no-duplicates.ts';
import { nobodyForbidden } from './nobody-forbidden.ts';
import { noneLost } from './none-lost.ts';
import { peopleWithinLimit } from './people-within-limit.ts';
import { silentAfterStop } from './silent-after-stop.ts';
import { unknownResolved } from './unknown-resolved.ts';
import { withinCallableTimes } from './within-callable-times.ts';

export const rules: Readonly<Record<string, (evidence: Evidence) => string[]>> = {
  'no duplicates': noDuplicates,
  'none lost': noneLost,
  'just the chosen': justTheChosen,
  'nobody forbidden': nobodyForbidden,
  'callable times': withinCallableTimes,
  'people within limit': peopleWithinLimit,
  'even pace': evenPace,
  'in order': inOrder,
  'silent after stop': silentAfterStop,
  'intent first': intentFirst,
  'lease kept': leaseKept,
  'never back': neverBack,
  'counters agree': countersAgree,
  'unknown resolved': unknownResolved,
  'imports exact': importsExact,
};

/** Rules that read the database's own log. */
export const needHistory: readonly string[] = ['in order', 'intent first', 'lease kept', 'never back'];

export function check(evidence: Evidence): Violation[] {
  return Object.entries(rules).flatMap(([rule, violations]) =>
    violations(evidence).map((what) => ({ rule, what })),
  );
}
