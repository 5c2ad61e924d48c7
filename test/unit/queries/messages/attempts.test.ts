import type { MessageDocument } from '../../../../schemas/collections.ts';
import { attemptsOf } from '../../../../services/queries/messages/attempts.ts';

const message = (more: Partial<MessageDocument>): MessageDocument => ({
  _id: 'm',
  campaignId: 'c',
  runId: 'r',
  contactId: '7',
  sequence: 0,
  state: 'ACCEPTED',
  attempt: 1,
  ...more,
});
const at = new Date(1_000);
const outcomes = (of: Partial<MessageDocument>) =>
  attemptsOf(message(of)).map(({ attempt, state, code }) => [attempt, state, code]);

it('what went well at once is one attempt, and what was skipped or waits untried is there once', () => {
  expect(outcomes({})).toEqual([[1, 'ACCEPTED', undefined]]);
  expect(outcomes({ state: 'SKIPPED', attempt: 0 })).toEqual([[0, 'SKIPPED', undefined]]);
  expect(outcomes({ state: 'WAITING', attempt: 0 })).toEqual([[0, 'WAITING', undefined]]);
});

it('earlier attempts have the outcome that the history tells', () => {
  const history: MessageDocument['history'] = [
    { at, what: 'RETRY', attempt: 1, code: 131016 },
    { at, what: 'UNKNOWN', attempt: 2 },
    { at, what: 'RESENT', attempt: 2 },
  ];
  expect(outcomes({ attempt: 3, history })).toEqual([
    [1, 'FAILED', 131016],
    [2, 'UNKNOWN', undefined],
    [3, 'ACCEPTED', undefined],
  ]);
});

it('of what waits for another attempt, all that were made are over', () => {
  const history: MessageDocument['history'] = [{ at, what: 'RETRY', attempt: 1, code: 130429 }];
  expect(outcomes({ state: 'WAITING', attempt: 1, code: 130429, history })).toEqual([[1, 'FAILED', 130429]]);
});

it('an attempt that the provider gave up and that was tried again is a failed delivery with its own wamid', () => {
  const history: MessageDocument['history'] = [{ at, what: 'REQUEUED', attempt: 1, code: 131042 }];
  const earlierAttempts = [{ attempt: 1, wamid: 'wamid.1', sentAt: at, undeliveredAt: at }];
  const [first, second] = attemptsOf(message({ attempt: 2, wamid: 'wamid.2', history, earlierAttempts }));
  expect(first).toMatchObject({
    ...{ attempt: 1, state: 'FAILED', delivery: 'UNDELIVERED', code: 131042, wamid: 'wamid.1', sentAt: at },
  });
  expect(second).toMatchObject({ attempt: 2, state: 'ACCEPTED', wamid: 'wamid.2' });
});
