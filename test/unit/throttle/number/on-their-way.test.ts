import type { ReleasedMessage } from '../../../../schemas/types.ts';
import {
  forgetArrived,
  judgeDue,
  noteOnItsWay,
  openOnTheirWay,
  type OnTheirWay,
} from '../../../../services/throttle/number/on-their-way.ts';

const SLOT_MS = 1_800_000_000_000;
function released(attempt: number, kind: 'first' | 'again'): OnTheirWay {
  const all = openOnTheirWay();
  noteOnItsWay(all, { messageId: 'm', attempt, sendAt: SLOT_MS * 1_000 } as ReleasedMessage, kind);
  return all;
}

it('counts a first attempt that waits in the ledger, unused, as late: once', () => {
  const all = released(1, 'first');
  expect(judgeDue(all, { _id: 'm', attempt: 0 }, SLOT_MS + 600)).toBe('late');
  expect(judgeDue(all, { _id: 'm', attempt: 0 }, SLOT_MS + 600)).toBe('other');
});

it('leaves a message that was put off before with the senders for some seconds, and then releases it once more', () => {
  const all = released(2, 'again');
  expect(judgeDue(all, { _id: 'm', attempt: 1 }, SLOT_MS + 5_000)).toBe('on its way');
  expect(judgeDue(all, { _id: 'm', attempt: 1 }, SLOT_MS + 5_001)).toBe('late');
});

it('does not count one whose attempt was used: the provider refused it', () => {
  expect(judgeDue(released(1, 'first'), { _id: 'm', attempt: 1 }, SLOT_MS + 600)).toBe('other');
});

it('forgets what has arrived', () => {
  const all = released(1, 'first');
  forgetArrived(all, SLOT_MS + 10_000);
  expect(all.size).toBe(1);
  forgetArrived(all, SLOT_MS + 10_001);
  expect(all.size).toBe(0);
});
