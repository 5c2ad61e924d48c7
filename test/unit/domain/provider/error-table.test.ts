import { readFileSync } from 'node:fs';
import {
  backoffMs,
  classOf,
  errorTable,
  isKnownCode,
  type ErrorClass,
} from '../../../../services/domain/provider/error-table.ts';

/**
 * The contract's table (whatsapp-cloud-api.md, section 6), line by line: codes, then what its last column asks for.
 * Waits in seconds. `retry/…/unlimited` = the message is never written off.
 */
const contract: ReadonlyArray<[codes: number[], meaning: string, expected: string]> = [
  [[0, 104, 190], 'authentication, token: stop all sending until replaced', 'hold ACCOUNT 300'],
  [[1], 'invalid request or server fault: a few tries, then fail', 'retry exponential 1 few'],
  [[2], 'service down: exponential with jitter', 'retry exponential 1 unlimited'],
  [[3], 'capability missing', 'fail'],
  [[4], 'app call limit: pause the whole app', 'hold APP 60'],
  [[10], 'permission: pause the account', 'hold ACCOUNT 300'],
  [[33], 'number deleted or bad id', 'stop'],
  [[100], 'bad parameter', 'fail'],
  [[368], 'account restricted for policy: pause', 'hold ACCOUNT 3600'],
  [[80007], 'account rate limit: pause', 'hold ACCOUNT 60'],
  [[130403], 'business has blocked this user', 'fail recipient'],
  [[130429], 'number throughput: slow that number, lose nothing', 'retry exponential 1 unlimited slower'],
  [[130472], 'experiment group: final for this message', 'fail recipient'],
  [[130497], 'country of the recipient not allowed', 'fail recipient'],
  [[131000], 'unknown: limited retry', 'retry exponential 1 few'],
  [[131005], 'access denied', 'fail'],
  [[131008, 131009], 'parameter missing or invalid: stop after N in a row', 'fail'],
  [[131016], 'service unavailable', 'retry exponential 1 unlimited'],
  [[131021], 'sender equals recipient', 'fail recipient'],
  [[131026], 'undeliverable: permanent for that recipient', 'fail recipient'],
  [[131030], 'not on the test allow-list', 'fail'],
  [[131031], 'account locked: pause', 'hold ACCOUNT 3600'],
  [[131037], 'number without approved display name: pause the number', 'hold NUMBER 3600'],
  [[131042], 'payment: pause the campaign, again after repair', 'hold CAMPAIGN 3600'],
  [[131045], 'registration: the number', 'hold NUMBER 3600'],
  [[131047], 'over 24 h since last reply: not for templates', 'fail recipient'],
  [[131048], 'spam rate limit: pause the number', 'hold NUMBER 600'],
  [[131049], 'per-user marketing limit: not within 24 h, so never in this run', 'fail recipient'],
  [[131050], 'user stopped marketing: never', 'suppress'],
  [[131051], 'unsupported type', 'fail'],
  [[131052], 'media download (inbound)', 'fail'],
  [[131053], 'media upload or fetch: once or twice', 'retry exponential 5 3'],
  [[131055], 'method not allowed (marketing endpoint)', 'fail'],
  [[131056], 'pair limit: that pair only, 4^X seconds', 'retry pair 1 unlimited'],
  [[131057], 'maintenance: about a minute', 'hold NUMBER 60'],
  [[131062], 'BSUID not allowed here', 'fail recipient'],
  [[131063], 'marketing off on this endpoint', 'stop'],
  [[131064], 'limited for template misclassification: pause until lifted', 'hold ACCOUNT 3600'],
  [[132000, 132005, 132007, 132008, 132012, 132018], 'template content', 'fail'],
  [[132001], 'no such template: stop the campaign', 'stop'],
  [[132015], 'template paused: hold that template', 'hold TEMPLATE 10800'],
  [[132016], 'template disabled: campaign ends', 'stop'],
  [[132068], 'flow blocked', 'fail'],
  [[132069], 'flow throttled, 10 per hour: later', 'retry fixed 600 unlimited'],
  [[133000, 133005, 133006, 133008, 133009, 133010], 'registration, PIN: the number', 'hold NUMBER 3600'],
  [[133004], 'server unavailable', 'retry exponential 1 unlimited'],
  [[133015], 'number recently deleted: wait 5 min', 'hold NUMBER 300'],
  [[133016], 'registration attempts: does not concern a sender', 'fail'],
  [[134011], 'payments terms', 'fail'],
  [[134100], 'not a marketing template', 'stop'],
  [[134101], 'template still syncing: after 10 min', 'retry fixed 600 unlimited'],
  [[134102], 'template not eligible, in spite of the 500', 'fail'],
  [[135000], 'generic, bad parameters', 'fail'],
  [[137000], 'identity key mismatch', 'fail recipient'],
];

function inWords(what: ErrorClass | undefined): string {
  if (!what) return 'nothing';
  switch (what.action) {
    case 'hold':
      return `hold ${what.scope} ${what.forMs / 1_000}`;
    case 'retry':
      return `retry ${what.backoff} ${what.baseMs / 1_000} ${what.attempts}${what.slowDown ? ' slower' : ''}`;
    case 'fail':
      return what.recipient ? 'fail recipient' : 'fail';
    default:
      return what.action;
  }
}

describe('error table', () => {
  const lines = contract.flatMap(([codes, meaning, expected]) =>
    codes.map((code) => [code, meaning, expected] as const),
  );

  it.each(lines)('%d, %s: %s', (code, _meaning, expected) => {
    expect(inWords(errorTable.get(code))).toBe(expected);
  });

  it('has no code that the contract does not have', () => {
    const ofContract = new Set(lines.map(([code]) => code));
    expect([...errorTable.keys()].filter((code) => !ofContract.has(code))).toEqual([]);
  });

  it('is one line a code', () => {
    const written =
      readFileSync('services/domain/provider/error-table.ts', 'utf8').match(/^ {2}\[\d+, /gm) ?? [];
    expect(written).toHaveLength(lines.length);
  });

  it('treats 200 to 299 as missing permission', () => {
    for (const code of [200, 299]) expect(inWords(classOf(code, false))).toBe('hold ACCOUNT 300');
    expect(inWords(classOf(300, false))).toBe('fail');
  });

  it('tries 131009 once more after ten minutes on the marketing endpoint only', () => {
    expect(inWords(classOf(131009, false, 'marketing_messages'))).toBe('retry fixed 600 2');
    expect(inWords(classOf(131009, false))).toBe('fail');
    expect(inWords(classOf(131008, false, 'marketing_messages'))).toBe('fail');
  });

  it('a code that it does not know fails, or is tried a few times when it is transient', () => {
    expect(isKnownCode(999_999)).toBe(false);
    expect(inWords(classOf(999_999, false))).toBe('fail');
    expect(inWords(classOf(999_999, true))).toBe('retry exponential 1 few');
    expect([0, 131026, 200, 299].map(isKnownCode)).toEqual([true, true, true, true]);
  });
});

describe('backoff', () => {
  it('spreads waits between half and full length, up to five minutes', () => {
    expect(backoffMs('exponential', 1_000, 3, 0)).toBe(2_000);
    expect(backoffMs('exponential', 1_000, 3, 1)).toBe(4_000);
    expect(backoffMs('exponential', 1_000, 99, 1)).toBe(300_000);
    expect(backoffMs('fixed', 600_000, 9, 0.5)).toBe(600_000);
  });

  it('of a pair is 4^X seconds, up to an hour', () => {
    expect([1, 2, 3, 99].map((attempt) => backoffMs('pair', 1_000, attempt, 0.5))).toEqual([
      1_000, 4_000, 16_000, 3_600_000,
    ]);
  });
});
