/** Reads an outcome with its conditions: a rule of a scenario, or a fault on call. */
import type { OutcomeRule, WeightedOutcome } from '../rules/choose-outcome.ts';
import type { InjectedFault } from '../limits/injected-faults.ts';
import {
  list,
  number,
  object,
  oneOf,
  optional,
  pattern,
  text,
  withDefault,
  type Read,
} from '../http/json-reader.ts';
import { OUTCOME_KINDS } from '../rules/outcome.ts';

export type Fields<T> = { [K in keyof T]-?: Read<T[K]> };

const share = number({ min: 0, max: 1 });
const ms = number({ min: 0 });

const outcome = {
  outcome: oneOf(OUTCOME_KINDS),
  code: optional(number({ min: 0, whole: true })),
  details: optional(text),
  status: optional(number({ min: 200, max: 599, whole: true })),
  delayMs: optional(ms),
};

const conditions = {
  ...outcome,
  suffix: optional(text),
  matches: optional(pattern),
  phoneNumberId: optional(text),
  template: optional(text),
  attempts: optional(list(number({ min: 1, whole: true }))),
  probability: withDefault(share, 1),
};

export const readWeighted = object<WeightedOutcome>({
  ...outcome,
  probability: share,
});

export const readRule = object<OutcomeRule>(conditions);

export const readFault = object<InjectedFault>({
  ...conditions,
  count: optional(number({ min: 1, whole: true })),
  forMs: optional(ms),
});
