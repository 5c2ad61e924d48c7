/**
 * The person that a Phone ID belongs to: one text for all spellings that WhatsApp treats as the same person.
 */

// DNC lists, opt-outs and the once-only rule of a run compare by it; the message is sent to the Phone ID as
// written. Where numbering plans have changed, older numbers are not assigned to other people, so two people
// never become one:
// - Argentina: a mobile number has a 9 after 54, which many leave out (54 11 … = 54 9 11 …); the ten digits
// after it are unique.
// - Mexico: `52 1` and ten digits is `52` and the same ten digits (1 was dropped in 2019).
// - Benin: all numbers got the prefix 01 in 2024 (229 97 … = 229 01 97 …).
// - Brazil: mobile numbers got a 9 after the area code until 2016 (55 31 8765-4321 = 55 31 98765-4321).
// - Gabon: mobile numbers got their operator's digit in 2019 (241 07 … and 241 7 … = 241 77 …).

/** @param phoneId digits with country code; any other text is returned as it is */
export function personOf(phoneId: string): string {
  switch (phoneId.charCodeAt(0) === TWO ? phoneId.slice(0, 3) : phoneId.slice(0, 2)) {
    case '54':
      return phoneId.replace(/^54(?!9)(?=\d{10}$)/, '549');
    case '52':
      return phoneId.replace(/^521(?=\d{10}$)/, '52');
    case '55':
      return phoneId.replace(/^(55[1-9]{2})(?=[6-9]\d{7}$)/, '$19');
    case '229':
      return phoneId.replace(/^229(?=\d{8}$)/, '22901');
    case '241':
      return phoneId.replace(
        /^2410?([24567])(?=\d{6}$)/,
        (_, operator: string) => `241${operator === '4' || operator === '7' ? '7' : '6'}${operator}`,
      );
    default:
      return phoneId;
  }
}

const TWO = 50;

/**
 * All Phone IDs of this person: first the one that personOf gives, then the others. Versions without personOf
 * stored entries under the spelling that they were given.
 */
export function writingsOf(phoneId: string): readonly [string, ...string[]] {
  const person = personOf(phoneId);
  switch (person.charCodeAt(0) === TWO ? person.slice(0, 3) : person.slice(0, 2)) {
    case '54':
      return withFormer(person, /^549([^9]\d{9})$/, ['54$1']);
    case '52':
      return withFormer(person, /^52(\d{10})$/, ['521$1']);
    case '55':
      return withFormer(person, /^(55[1-9]{2})9([6-9]\d{7})$/, ['$1$2']);
    case '229':
      return withFormer(person, /^22901(\d{8})$/, ['229$1']);
    case '241':
      return withFormer(person, /^241(?:7(?=[47])|6(?=[256]))(\d{7})$/, ['2410$1', '241$1']);
    default:
      return [person];
  }
}

const withFormer = (
  person: string,
  plan: RegExp,
  formers: readonly string[],
): readonly [string, ...string[]] =>
  plan.test(person) ? [person, ...formers.map((former) => person.replace(plan, former))] : [person];
