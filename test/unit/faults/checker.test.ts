import { check, rules } from '../../faults/checker/check.ts';
import { mostWithin } from '../../faults/checker/even-pace.ts';
import { peopleWithinLimit } from '../../faults/checker/people-within-limit.ts';
import type { Evidence, RunFacts } from '../../faults/checker/evidence.ts';
import { at, atOf, evidenceOf, idOf, phones, RUN, wrote } from './evidence-of.ts';

type Spoil = (evidence: Evidence & { run: RunFacts }) => void;

/** Rules that the spoilt evidence violates. */
function violatedBy(spoil: Spoil): string[] {
  const evidence = evidenceOf();
  spoil(evidence);
  return [...new Set(check(evidence).map(({ rule }) => rule))];
}

test('a run in which everything went well violates nothing', () => {
  expect(check(evidenceOf())).toEqual([]);
});

const resendsOnce = (e: Evidence): void => {
  at(e.campaigns, 0).ambiguity = { policy: 'RESEND_ONCE' };
};
const again = (attempt: number): Array<Record<string, unknown>> => [
  { state: 'WAITING' },
  { state: 'INTENT', attempt },
];

/** Lets the second message, which was unknown, be written to before the provider's word of it comes. */
function unknownAnd(e: Evidence, sets: ReadonlyArray<Record<string, unknown>>): void {
  const unknownAt = e.history.findIndex(({ set }) => set['state'] === 'UNKNOWN');
  e.history.splice(unknownAt + 1, 0, ...sets.map((set) => wrote('492', atOf(1) + 11, set)));
}

/** The provider gave up the third message because of a payment; it was sent again as another attempt and reached its recipient. */
function givenUpAndSentAgain(e: Evidence, { toldAt = atOf(2) + 60, attempt = 2 } = {}): void {
  const id = idOf('493');
  const others = e.told.filter(({ wamid, status }) => wamid !== 'w493' || status !== 'delivered');
  const first = { wamid: 'w493', callbackData: `${id}.1`, answer: 200 };
  const second = { wamid: 'again', callbackData: `${id}.${attempt}`, answer: 200 };
  e.told = [
    ...others,
    { ...first, at: toldAt, status: 'failed', code: 131042 },
    { ...second, at: atOf(8) + 50, status: 'delivered' },
  ];
  e.accepted.push({ ...at(e.accepted, 2), at: atOf(8), wamid: 'again', callbackData: second.callbackData });
  Object.assign(at(e.messages, 2), { attempt, wamid: 'again' });
  const firstWrites = e.history.filter(({ id: of, set }) => of === id && set['delivery'] !== 'DELIVERED');
  e.history = [
    ...e.history.filter(({ id: of }) => of !== id),
    ...firstWrites,
    { ...wrote('493', atOf(2) + 70, { state: 'WAITING' }), unset: ['wamid', 'delivery'] },
    wrote('493', atOf(8) - 10, { state: 'INTENT', attempt, dueAt: new Date(atOf(20)) }),
    wrote('493', atOf(8) + 10, { state: 'ACCEPTED', wamid: 'again' }),
    wrote('493', atOf(8) + 60, { delivery: 'DELIVERED' }),
  ];
}

const leaseEndOf = (e: Evidence, to: string): number | undefined =>
  (
    e.history.find(({ id, set }) => id === idOf(to) && set['dueAt'])?.set['dueAt'] as Date | undefined
  )?.getTime();

/** Each is planted in good evidence; the rule must be among those that are violated. */
const planted: Array<[rule: string, what: string, spoil: Spoil]> = [
  [
    'no duplicates',
    'a second message to one person under another id',
    (e) => e.accepted.push({ ...at(e.accepted, 2), wamid: 'other', callbackData: `${RUN}-other.1` }),
  ],
  [
    'no duplicates',
    'a second attempt that reached the same person',
    (e) => e.accepted.push({ ...at(e.accepted, 2), wamid: 'other', callbackData: `${idOf('493')}.2` }),
  ],
  [
    'no duplicates',
    'a second request before the provider had given the first one up',
    (e) => givenUpAndSentAgain(e, { toldAt: atOf(8) + 1 }),
  ],
  [
    'no duplicates',
    'a second request after the first one was given up and delivered all the same',
    (e) => {
      givenUpAndSentAgain(e);
      e.told.push({ at: atOf(9), status: 'delivered', callbackData: `${idOf('493')}.1`, answer: 200 });
    },
  ],
  [
    'no duplicates',
    'a second request after the first one failed for a reason that does not pass',
    (e) => {
      givenUpAndSentAgain(e);
      for (const one of e.told) if (one.code !== undefined) one.code = 131026;
    },
  ],
  ['no duplicates', 'a message to somebody outside of the list', (e) => (at(e.accepted, 0).to = '777')],
  [
    'just the chosen',
    'a resend to somebody who was not chosen',
    (e) => (e.run.resend = { earlierRunIds: [], chosen: phones.slice(1), mayGetItTwice: [] }),
  ],
  ['none lost', 'a contact without a document', (e) => e.messages.splice(6, 1)],
  ['none lost', 'an outcome for nobody', (e) => e.messages.push({ ...at(e.messages, 6), _id: `${RUN}-x2` })],
  ['none lost', 'an intent left in a complete run', (e) => (at(e.messages, 3).state = 'INTENT')],
  ['none lost', 'one that waits in a complete run', (e) => (at(e.messages, 3).state = 'WAITING')],
  ['none lost', 'a run that did not end', (e) => (at(e.campaigns, 0).status = 'on')],
  ['none lost', 'a message that is not in the ledger', (e) => (at(e.messages, 3)._id = `${RUN}-else`)],
  ['none lost', 'an acceptance of which the provider knows nothing', (e) => e.accepted.splice(3, 1)],
  ['none lost', 'a skipped contact that got a message', (e) => (at(e.messages, 3).state = 'SKIPPED')],
  [
    'none lost',
    'two documents for one contact and none for another',
    (e) => {
      e.accepted.splice(3, 1);
      e.messages[3] = { ...at(e.messages, 2), _id: `${RUN}-again` };
    },
  ],
  [
    'nobody forbidden',
    'a message to a number on a DNC list',
    (e) => e.run.forbidden.push({ to: '494', sinceMs: 0 }),
  ],
  [
    'nobody forbidden',
    'a message after the opt-out',
    (e) => e.run.forbidden.push({ to: '494', sinceMs: atOf(3) - 1 }),
  ],
  [
    'callable times',
    'a message before the time of its recipient comes',
    (e) => (e.run.callable = [{ to: '494', windows: [{ fromMs: atOf(3) + 1, toMs: atOf(9) }] }]),
  ],
  [
    'callable times',
    'a message between two times',
    (e) =>
      (e.run.callable = [
        {
          to: '494',
          windows: [
            { fromMs: 0, toMs: atOf(3) - 2_001 },
            { fromMs: atOf(3) + 1, toMs: atOf(9) },
          ],
        },
      ]),
  ],
  [
    'people within limit',
    'more people than the portfolio may message within the window',
    (e) => (e.facts.portfolios = [{ phoneNumberIds: ['99', '100'], people: 4, windowMs: 401 }]),
  ],
  ['even pace', 'more than the limit within a minute', (e) => (e.run.messagesPerMinute = 5)],
  [
    'even pace',
    'a burst within the minute’s limit',
    (e) => {
      for (let n = 0; n < 100; n += 1) e.accepted.push({ ...at(e.accepted, 0), at: atOf(0) });
    },
  ],
  ['in order', 'the first comes last', (e) => (at(e.accepted, 0).at = atOf(6))],
  [
    'silent after stop',
    'a message after the acknowledgement',
    (e) => e.run.stops.push({ acknowledgedMs: atOf(5) - 1, startedMs: null }),
  ],
  [
    'silent after stop',
    'a message between stop and start',
    (e) => e.run.stops.push({ acknowledgedMs: atOf(2) - 1, startedMs: atOf(2) + 1 }),
  ],
  [
    'lease kept',
    'a sender that wakes up and sends what it had claimed',
    (e) => {
      for (const [place, to] of phones.slice(0, 4).entries())
        at(e.accepted, place).at = (leaseEndOf(e, to) ?? 0) + 1;
    },
  ],
  ['intent first', 'an intent after the message', (e) => (at(e.history, 0).at = atOf(0) + 1)],
  ['intent first', 'no intent at all', (e) => e.history.shift()],
  ['intent first', 'an intent of another attempt', (e) => (at(e.history, 0).set['attempt'] = 2)],
  [
    'never back',
    'accepted and intended again',
    (e) => e.history.push(wrote('491', atOf(9), { state: 'INTENT' })),
  ],
  [
    'never back',
    'failed and waiting again',
    (e) => {
      e.history.push(wrote('491', atOf(9), { state: 'FAILED', delivery: 'UNDELIVERED' }));
      e.history.push(wrote('491', atOf(9), { state: 'WAITING' }));
    },
  ],
  [
    'never back',
    'unknown and sent again',
    (e) => {
      const unknownAt = e.history.findIndex(({ set }) => set['state'] === 'UNKNOWN');
      e.history.splice(unknownAt + 1, 0, wrote('492', atOf(1) + 11, { state: 'INTENT', attempt: 2 }));
    },
  ],
  ['never back', 'unknown and sent once more without being asked to', (e) => unknownAnd(e, again(2))],
  [
    'never back',
    'unknown and sent once more of another campaign',
    (e) => {
      e.campaigns.push({ _id: 'c2', status: 'complete', ambiguity: { policy: 'RESEND_ONCE' } });
      unknownAnd(e, again(2));
    },
  ],
  [
    'never back',
    'unknown and to be given up, but sent once more',
    (e) => {
      at(e.campaigns, 0).ambiguity = { policy: 'GIVE_UP' };
      unknownAnd(e, again(2));
    },
  ],
  [
    'never back',
    'sent once more as the same attempt',
    (e) => {
      resendsOnce(e);
      unknownAnd(e, again(1));
    },
  ],
  [
    'never back',
    'given up and sent again as the same attempt',
    (e) => givenUpAndSentAgain(e, { attempt: 1 }),
  ],
  [
    'never back',
    'sent a third time',
    (e) => {
      resendsOnce(e);
      unknownAnd(e, [...again(2), { state: 'UNKNOWN' }, ...again(3)]);
    },
  ],
  [
    'never back',
    'accepted and sent once more',
    (e) => {
      resendsOnce(e);
      e.history.push(wrote('491', atOf(9), { state: 'WAITING' }));
    },
  ],
  [
    'never back',
    'read, then delivered',
    (e) => {
      e.history.push(
        wrote('491', atOf(8), { delivery: 'READ' }),
        wrote('491', atOf(9), { delivery: 'DELIVERED' }),
      );
    },
  ],
  [
    'never back',
    'a delivery taken away',
    (e) => e.history.push({ ...wrote('491', atOf(9), {}), unset: ['delivery'] }),
  ],
  [
    'never back',
    'accepted, then failed without the provider’s word',
    (e) => e.history.push(wrote('491', atOf(9), { state: 'FAILED' })),
  ],
  ['never back', 'another wamid', (e) => e.history.push(wrote('491', atOf(9), { wamid: 'other' }))],
  [
    'never back',
    'a document that vanished',
    (e) => e.history.push({ at: atOf(9), id: idOf('491'), kind: 'delete', set: {}, unset: [] }),
  ],
  [
    'never back',
    'a document written over',
    (e) => e.history.push({ ...wrote('491', atOf(9), { state: 'INTENT', attempt: 1 }), kind: 'whole' }),
  ],
  ['counters agree', 'a counter one too high', (e) => (at(e.counters, 0)['accepted'] = 5)],
  ['counters agree', 'a delivery that was not counted', (e) => (at(e.counters, 1)['delivered'] = 2)],
  ['counters agree', 'a reason that was not counted', (e) => (at(e.counters, 2)['skippedBy'] = {})],
  [
    'counters agree',
    'counters that had to be repaired',
    (e) => {
      const { runId } = at(e.counters, 0);
      e.counters = [
        {
          _id: `${RUN}:recount`,
          runId,
          accepted: 6,
          sent: 6,
          delivered: 6,
          skipped: 1,
          skippedBy: { ON_DO_NOT_CALL_LIST: 1 },
        },
      ];
    },
  ],
  ['unknown resolved', 'unknown although the provider told', (e) => (at(e.messages, 1).state = 'UNKNOWN')],
  [
    'unknown resolved',
    'sent although the provider told of the delivery',
    (e) => (at(e.messages, 1).delivery = 'SENT'),
  ],
  ['imports exact', 'a row counted twice', (e) => (at(e.imports, 0).imported = 3)],
  ['imports exact', 'a row that was not read', (e) => (at(e.imports, 0).rowsRead = 3)],
  ['imports exact', 'a reject that was lost', (e) => e.rejects.pop()],
  ['imports exact', 'a reject of another line', (e) => (at(e.rejects, 0).line = 4)],
  ['imports exact', 'an import that did not end', (e) => (at(e.imports, 0).state = 'RUNNING')],
  ['imports exact', 'a contact that was lost', (e) => e.contacts.pop()],
  ['imports exact', 'two contacts of one row', (e) => (at(e.contacts, 1).arrival = 1)],
  ['imports exact', 'an import that is not there', (e) => e.imports.pop()],
];

test.each(planted)('%s: %s is found', (rule, _what, spoil) => {
  expect(violatedBy(spoil)).toContain(rule);
});

test('every rule has something planted for it', () => {
  expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
});

describe('what is allowed', () => {
  test('a message that stays unknown is sent once more, as another attempt, where the campaign asks for it', () => {
    const violated = violatedBy((e) => {
      resendsOnce(e);
      // the second attempt's claim was given back once, with nothing sent
      unknownAnd(e, [...again(2), { state: 'WAITING', attempt: 1 }, { state: 'INTENT', attempt: 2 }]);
    });
    expect(violated).not.toContain('never back');
  });

  test('what the provider gave up because of a payment is sent again, as another attempt', () => {
    expect(violatedBy(givenUpAndSentAgain)).toEqual([]);
  });

  test('as many people as the portfolio may message within the window, the same ones again, and those of another portfolio', () => {
    const limitOf =
      (phoneNumberIds: string[], people: number, windowMs: number): Spoil =>
      (e) => {
        e.facts.portfolios = [{ phoneNumberIds, people, windowMs }];
      };
    expect(violatedBy(limitOf(['100'], 4, 400))).toEqual([]);
    expect(violatedBy(limitOf(['99'], 1, 60_000))).toEqual([]);
    const { accepted } = evidenceOf();
    const toOne = accepted.map((message) => ({ ...message, to: '491' }));
    const facts = {
      runs: [],
      imports: [],
      portfolios: [{ phoneNumberIds: ['100'], people: 1, windowMs: 60_000 }],
    };
    expect(peopleWithinLimit({ ...evidenceOf(), accepted: toOne, facts })).toEqual([]);
  });

  test('a message put off comes late', () => {
    expect(
      violatedBy((e) => {
        at(e.accepted, 0).at = atOf(6);
        e.history.push(wrote('491', atOf(0), { state: 'WAITING' }));
      }),
    ).not.toContain('in order');
  });

  test('one request is frozen between its look at the lease and its first byte', () => {
    expect(violatedBy((e) => (at(e.accepted, 0).at = (leaseEndOf(e, '491') ?? 0) + 1))).toEqual([]);
  });

  test('the provider fails what it accepted, and delivers what it had failed', () => {
    const evidence = evidenceOf();
    evidence.history = [
      { ...wrote('491', 1, { state: 'INTENT', attempt: 1 }), kind: 'whole' },
      wrote('491', 2, { state: 'ACCEPTED', wamid: 'w' }),
      wrote('491', 3, { state: 'FAILED', delivery: 'UNDELIVERED' }),
      wrote('491', 4, { state: 'ACCEPTED', delivery: 'DELIVERED' }),
    ];
    expect(rules['never back']?.(evidence)).toEqual([]);
  });

  test('what the webhook refused does not count as told', () => {
    expect(
      violatedBy((e) => {
        at(e.messages, 1).delivery = 'SENT';
        for (const one of e.told) if (one.status === 'delivered') one.answer = 503;
      }),
    ).not.toContain('unknown resolved');
  });

  test('what the only broker acknowledged while its disk was full does not count as told', () => {
    const fullUntil = (untilMs: number) => (e: Evidence) => {
      at(e.messages, 1).delivery = 'SENT';
      e.facts.brokerFull = [{ sinceMs: 0, untilMs }];
    };
    expect(violatedBy(fullUntil(Infinity))).not.toContain('unknown resolved');
    expect(violatedBy(fullUntil(atOf(0)))).toContain('unknown resolved');
  });

  test('a stopped run has contacts without an outcome', () => {
    const evidence = evidenceOf({ endsAs: 'off' });
    at(evidence.campaigns, 0).status = 'off';
    evidence.accepted.splice(5, 1);
    evidence.messages.splice(5, 1);
    expect(rules['none lost']?.(evidence)).toEqual([]);
  });
});

test('a window is closed at its start and open at its end', () => {
  expect(mostWithin([0, 59_999, 60_000], 60_000)).toBe(2);
  expect(mostWithin([5, 5, 5], 1)).toBe(3);
  expect(mostWithin([], 60_000)).toBe(0);
  expect(
    mostWithin(
      phones.map((_, place) => atOf(place)),
      100,
    ),
  ).toBe(1);
});
