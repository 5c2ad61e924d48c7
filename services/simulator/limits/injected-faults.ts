/** Faults on call: rules put in front of the scenario's, each used up by count or by time. */
import { chooseOutcome, type OutcomeRule, type Sending } from '../rules/choose-outcome.ts';
import type { Outcome } from '../rules/outcome.ts';
import type { Chance } from '../scenario/seeded-chance.ts';

export interface InjectedFault extends OutcomeRule {
  /** How many sends it may still hit; absent is any number. */
  count?: number;
  /** How long it lasts, real ms; absent is until cleared. */
  forMs?: number;
}

export interface InjectedFaults {
  add(fault: InjectedFault, nowMs: number): void;
  /** The outcome that a fault forces on this send, if any. */
  take(sending: Sending, chance: Chance, nowMs: number): Outcome | undefined;
  list(): InjectedFault[];
  clear(): void;
}

interface ActiveFault {
  fault: InjectedFault;
  untilMs: number;
}

export function createInjectedFaults(): InjectedFaults {
  let active: ActiveFault[] = [];
  return {
    add: (fault, nowMs) =>
      void active.push({ fault: { ...fault }, untilMs: nowMs + (fault.forMs ?? Infinity) }),
    take(sending, chance, nowMs) {
      if (active.length === 0) return undefined;
      active = active.filter((each) => nowMs < each.untilMs && each.fault.count !== 0);
      for (const { fault } of active) {
        const outcome = chooseOutcome({ rules: [fault], outcomes: [] }, sending, chance);
        if (outcome !== fault) continue;
        if (fault.count !== undefined) fault.count -= 1;
        return outcome;
      }
      return undefined;
    },
    list: () => active.map((each) => each.fault),
    clear() {
      active = [];
    },
  };
}
