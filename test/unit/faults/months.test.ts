import { checkMonths } from '../../faults/checker/months/check-months.ts';
import {
  noFacts,
  type MonthEvidence,
  type MonthFacts,
  type Sizes,
} from '../../faults/checker/months/month-evidence.ts';

const RUN = 'aaaaaaaaaaaaaaaa';
const accepted = (to: string, at = 5, runId = RUN) => ({
  ...{ at, to, wamid: `w${to}-${at}`, phoneNumberId: '1', callbackData: `${runId}-m${to}.1` },
});
const sizes = (day: number, people: number, over: Partial<Sizes> = {}): Sizes => ({
  ...{ day, people, collections: {}, topics: {}, groups: 20, ...over },
});
const documents = (count: number, largestBytes = 200) => ({ documents: count, largestBytes });

const verdict = (facts: Partial<MonthFacts>, evidence: Partial<MonthEvidence> = {}): string[] => [
  ...new Set(
    checkMonths({
      ...{ accepted: [], campaigns: [], outcomes: [], unknown: [], ...evidence },
      facts: { ...noFacts(), ...facts },
    }).map(({ rule }) => rule),
  ),
];

const run = { runId: RUN, to: ['1', '2'] };

test('everybody of a run gets one message', () => {
  const both = [accepted('1'), accepted('2')];
  expect(verdict({ runs: [run] }, { accepted: both })).toEqual([]);
  expect(verdict({ runs: [run] }, { accepted: [accepted('1')] })).toEqual(['once each']);
  expect(verdict({ runs: [run] }, { accepted: [...both, accepted('2', 9)] })).toEqual(['once each']);
  expect(verdict({ runs: [run] }, { accepted: [...both, accepted('3')] })).toEqual(['once each']);
  expect(verdict({ runs: [run] }, { accepted: [...both, accepted('1', 9, 'another')] })).toEqual([
    'once each',
  ]);
});

test('who has an unknown message may have got none; a second may come where an operator has decided so', () => {
  const unknown = [{ _id: `${RUN}-m2`, runId: RUN, to: '2' }];
  expect(verdict({ runs: [run] }, { accepted: [accepted('1')], unknown })).toEqual([]);
  const twice = [accepted('1'), accepted('2'), accepted('2', 9)];
  expect(verdict({ runs: [{ ...run, again: ['2'] }] }, { accepted: twice })).toEqual([]);
  expect(verdict({ runs: [{ ...run, again: ['1'] }] }, { accepted: twice })).toEqual(['once each']);
});

test('sizes stay, or grow with the people or until their time has passed, and no further', () => {
  const facts = { keptDays: { events: 180 }, perPerson: ['contacts'] };
  const grown = (name: string, before: number, after: number): string[] =>
    verdict({
      ...facts,
      sizes: [
        sizes(30, 100, { collections: { [name]: documents(before) } }),
        sizes(90, 300, { collections: { [name]: documents(after) } }),
      ],
    });
  expect(grown('contacts', 100, 300)).toEqual([]);
  expect(grown('events', 100, 300)).toEqual([]);
  expect(grown('sessions', 100, 110)).toEqual([]);
  expect(grown('sessions', 100, 300)).toEqual(['bounded']);
  expect(grown('events', 100, 900)).toEqual(['bounded']);
  const larger = (name: string): string[] =>
    verdict({
      ...facts,
      sizes: [
        sizes(30, 1, { collections: { [name]: documents(1, 4_000) } }),
        sizes(90, 1, { collections: { [name]: documents(1, 12_000) } }),
      ],
    });
  expect(larger('pace')).toEqual(['bounded']);
  const onTopic = (records: number, keptDays: number) => ({ topics: { a: { records, keptDays } } });
  const filled = (keptDays: number): string[] =>
    verdict({ sizes: [sizes(10, 1, onTopic(100, keptDays)), sizes(30, 1, onTopic(300, keptDays))] });
  expect(filled(30)).toEqual([]);
  expect(filled(7)).toEqual(['bounded']);
  expect(verdict({ sizes: [sizes(1, 1), sizes(9, 1, { groups: 200 })] })).toEqual(['bounded']);
  const after = (was: Partial<Sizes>, is: Partial<Sizes>): string[] =>
    verdict({ sizes: [sizes(1, 1, was), sizes(9, 1, is)] });
  expect(after({ indexes: 90 }, { indexes: 90 })).toEqual([]);
  expect(after({ indexes: 90 }, { indexes: 91 })).toEqual(['bounded']);
  expect(after({ series: { sender: 200 } }, { series: { sender: 230, api: 500 } })).toEqual([]);
  expect(after({ series: { sender: 200 } }, { series: { sender: 500 } })).toEqual(['bounded']);
  expect(after({ memory: { sender: 100 } }, { memory: { sender: 150 } })).toEqual([]);
  expect(after({ memory: { sender: 100 } }, { memory: { sender: 400 } })).toEqual(['bounded']);
});

test('an old command is refused, or has the outcome that it had', () => {
  const oldCommands = [{ commandId: 'c', subjectId: 's', publishedMs: 100 }];
  const outcome = (isAccepted: boolean, at: number) => ({
    outcomes: [{ _id: 'c', subjectId: 's', accepted: isAccepted, at: new Date(at) }],
  });
  expect(verdict({ oldCommands }, outcome(false, 101))).toEqual([]);
  expect(verdict({ oldCommands }, outcome(true, 50))).toEqual([]);
  expect(verdict({ oldCommands }, outcome(true, 101))).toEqual(['nothing old acts']);
  expect(verdict({ oldCommands })).toEqual(['nothing old acts']);
});

test('a campaign is as it was, and tells of a start that was missed', () => {
  const unchanged = [{ campaignId: 'c', status: 'off', runId: null, version: 3 }];
  const campaign = { _id: 'c', status: 'off', version: 3 };
  expect(verdict({ unchanged }, { campaigns: [campaign] })).toEqual([]);
  expect(verdict({ unchanged }, { campaigns: [{ ...campaign, status: 'on' }] })).toEqual([
    'nothing old acts',
  ]);
  const missedStarts = ['c'];
  const missedStart = { errors: [{ code: 'start.too.late' }] };
  expect(verdict({ missedStarts }, { campaigns: [{ ...campaign, missedStart }] })).toEqual([]);
  expect(verdict({ missedStarts }, { campaigns: [campaign] })).toEqual(['missed is told']);
});

test('nobody gets a message in a time of silence, and what has ended is not let in', () => {
  const silences = [{ why: 'not confirmed', fromMs: 10, untilMs: 20 }];
  expect(verdict({ runs: [run], silences }, { accepted: [accepted('1', 9), accepted('2', 21)] })).toEqual([]);
  expect(verdict({ runs: [run], silences }, { accepted: [accepted('1', 9), accepted('2', 15)] })).toEqual([
    'silent',
  ]);
  const answers = [{ what: 'an old token', expected: 401, status: 401 }];
  expect(verdict({ answers })).toEqual([]);
  expect(verdict({ answers: answers.map((one) => ({ ...one, status: 200 })) })).toEqual(['ended is ended']);
});
