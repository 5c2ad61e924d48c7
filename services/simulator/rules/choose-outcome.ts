/**
 * The outcome of a send: the first rule that matches, else one of the scenario's weighted outcomes, else
 * acceptance.
 */
import type { Outcome } from './outcome.ts';
import type { Chance } from '../scenario/seeded-chance.ts';

/** Conditions of a rule; all that are given must hold. */
export interface OutcomeRule extends Outcome {
  /** The recipient's digits end in this. */
  suffix?: string;
  /** The recipient's digits (or its user id) match this. */
  matches?: RegExp;
  phoneNumberId?: string;
  template?: string;
  /** Attempts (1 is the first that this number makes to this recipient) to which the rule applies. */
  attempts?: readonly number[];
  /** Share of matching sends to which the rule applies; default all. */
  probability: number;
}

export interface WeightedOutcome extends Outcome {
  probability: number;
}

export interface OutcomeChoice {
  rules: readonly OutcomeRule[];
  outcomes: readonly WeightedOutcome[];
}

export interface Sending {
  /** Digits, or a business-scoped user id. */
  recipient: string;
  phoneNumberId: string;
  template: string | undefined;
  attempt: number;
}

const ACCEPT: Outcome = { outcome: 'accept' };

export function chooseOutcome(choice: OutcomeChoice, sending: Sending, chance: Chance): Outcome {
  for (const [index, rule] of choice.rules.entries()) {
    if (!ruleMatches(rule, sending)) continue;
    if (rule.probability >= 1 || chance(`rule ${index}`) < rule.probability) return rule;
  }
  if (choice.outcomes.length === 0) return ACCEPT;
  let rest = chance('outcome');
  for (const weighted of choice.outcomes) {
    rest -= weighted.probability;
    if (rest < 0) return weighted;
  }
  return ACCEPT;
}

function ruleMatches(rule: OutcomeRule, sending: Sending): boolean {
  if (rule.suffix !== undefined && !sending.recipient.endsWith(rule.suffix)) return false;
  if (rule.matches !== undefined && !rule.matches.test(sending.recipient)) return false;
  if (rule.phoneNumberId !== undefined && rule.phoneNumberId !== sending.phoneNumberId) return false;
  if (rule.template !== undefined && rule.template !== sending.template) return false;
  return rule.attempts === undefined || rule.attempts.includes(sending.attempt);
}
