/** The judge of the hostile campaign finds every kind of fault that it is there for. */
import {
  fatesByLog,
  faultsOf,
  type AcceptedLine,
  type Expected,
  type LedgerLine,
  type ProviderLog,
  type RefusedLine,
} from '../../support/hostile-checker.ts';

const accepted = (to: string, outcome = 'accept', at = 10): AcceptedLine => ({
  at,
  to,
  wamid: `wamid.${to}`,
  callbackData: `run-${to}.1`,
  outcome,
});
const refused = (to: string, outcome: string, code?: number): RefusedLine => ({
  at: 5,
  to,
  callbackData: `run-${to}.1`,
  attempt: 1,
  outcome,
  ...(code === undefined ? {} : { code }),
});
const told = (to: string, status: string, code?: number, answer: number | string = 200) => ({
  wamid: `wamid.${to}`,
  status,
  ...(code === undefined ? {} : { code }),
  answer,
});
const line = (to: string, state: string, more: Partial<LedgerLine> = {}): LedgerLine => ({
  _id: `run-${to}`,
  to,
  contactId: to,
  state,
  ...more,
});

const log: ProviderLog = {
  accepted: [accepted('read'), accepted('failed'), accepted('silent', 'never-answered'), accepted('again')],
  refused: [refused('again', 'error', 131016), refused('refused', 'error', 131026), refused('cut', 'stall')],
  statuses: [
    told('read', 'read'),
    told('read', 'sent'),
    told('failed', 'failed', 131049),
    told('again', 'sent'),
    told('again', 'delivered', undefined, 500),
  ],
};
const ledger: LedgerLine[] = [
  line('read', 'ACCEPTED', { delivery: 'READ' }),
  line('failed', 'FAILED', { code: 131049, delivery: 'UNDELIVERED' }),
  line('silent', 'ACCEPTED'),
  line('again', 'ACCEPTED', { delivery: 'SENT' }),
  line('refused', 'FAILED', { code: 131026 }),
  line('cut', 'UNKNOWN'),
  line('banned', 'SKIPPED', { reason: 'OPTED_OUT' }),
];
const expected: Expected = {
  people: ['read', 'failed', 'silent', 'again', 'refused', 'cut', 'banned'],
  forbidden: new Map([['banned', 'OPTED_OUT']]),
  forbiddenFrom: new Map([['read', 11]]),
};
const other = (to: string, change: Partial<LedgerLine>): LedgerLine[] =>
  ledger.map((each) => (each.to === to ? { ...each, ...change } : each));

it('finds nothing where all is well', () => {
  expect(faultsOf(expected, log, ledger)).toEqual([]);
});

it('tells a fate from the log alone: the furthest status that was delivered to us, else the last refusal', () => {
  expect(fatesByLog(log).get('again')).toEqual({
    outcome: 'accept',
    state: 'ACCEPTED',
    code: null,
    delivery: 'SENT',
  });
  expect(fatesByLog(log).get('cut')).toEqual({
    outcome: 'stall',
    state: 'UNKNOWN',
    code: null,
    delivery: null,
  });
});

it.each<[string, Expected, ProviderLog, LedgerLine[], RegExp]>([
  [
    'a second message',
    expected,
    { ...log, accepted: [...log.accepted, accepted('read')] },
    ledger,
    /read got a second message/,
  ],
  ['a lost person', { ...expected, people: [...expected.people, 'lost'] }, log, ledger, /lost was lost/],
  [
    'a stranger',
    expected,
    { ...log, accepted: [...log.accepted, accepted('stranger')] },
    ledger,
    /stranger is not in the list/,
  ],
  [
    'a message to somebody forbidden',
    expected,
    { ...log, accepted: [...log.accepted, accepted('banned')] },
    ledger,
    /banned is OPTED_OUT, and the provider heard/,
  ],
  [
    'a message after the ban',
    { ...expected, forbiddenFrom: new Map([['read', 9]]) },
    log,
    ledger,
    /read got a message 1 ms after the ban/,
  ],
  [
    'a wrong reason',
    expected,
    log,
    other('banned', { reason: 'ON_DO_NOT_CALL_LIST' }),
    /expected SKIPPED OPTED_OUT/,
  ],
  ['a wrong code', expected, log, other('failed', { code: 131026 }), /failed .*131049.*131026/],
  [
    'a failure that is none',
    expected,
    log,
    other('silent', { state: 'UNKNOWN' }),
    /silent .*ACCEPTED.*UNKNOWN/,
  ],
  [
    'a delivery never told',
    expected,
    log,
    other('again', { delivery: 'DELIVERED' }),
    /again .*SENT.*DELIVERED/,
  ],
  [
    'a person that the ledger does not have',
    expected,
    log,
    ledger.filter(({ to }) => to !== 'cut'),
    /cut .*UNKNOWN/,
  ],
])('finds %s', (_, expectation, provider, lines, fault) => {
  const faults = faultsOf(expectation, provider, lines);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});

it('who was refused and banned before the next turn may be skipped; who was refused alone may not', () => {
  const skipped = other('refused', { state: 'SKIPPED', reason: 'OPTED_OUT' });
  const bannedMeanwhile = { ...expected, forbiddenFrom: new Map([['refused', 11]]) };
  expect(faultsOf(bannedMeanwhile, log, skipped)).toEqual([]);
  expect(faultsOf(expected, log, skipped)).toHaveLength(1);
});
