/** All rules over the evidence of simulated months. */
import type { Violation } from '../evidence.ts';
import { bounded } from './bounded.ts';
import type { MonthEvidence } from './month-evidence.ts';
import { endedIsEnded, missedIsTold, nothingOldActs, silentWhen } from './nothing-old-acts.ts';
import { onceEach } from './once-each.ts';

export const monthRules: Readonly<Record<string, (evidence: MonthEvidence) => string[]>> = {
  'once each': onceEach,
  bounded,
  'nothing old acts': nothingOldActs,
  silent: silentWhen,
  'missed is told': missedIsTold,
  'ended is ended': endedIsEnded,
};

export const checkMonths = (evidence: MonthEvidence): Violation[] =>
  Object.entries(monthRules).flatMap(([rule, violations]) =>
    violations(evidence).map((what) => ({ rule, what })),
  );
