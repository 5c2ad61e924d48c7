import type { MessageDocument } from '../../../schemas/collections.ts';
import { deliveryStatus, messageColumns, messageRow, wrapUpCode } from '../../../services/cli/message-row.ts';

it.each<[Partial<MessageDocument> & Pick<MessageDocument, 'state'>, string | null, string | null]>([
  [{ state: 'WAITING' }, null, 'Queued'],
  [{ state: 'INTENT' }, null, 'Sent'],
  [{ state: 'ACCEPTED' }, 'OUTBOUND-MESSAGE-SENT', 'Published'],
  [{ state: 'ACCEPTED', delivery: 'SENT' }, 'OUTBOUND-MESSAGE-SENT', 'Published'],
  [{ state: 'ACCEPTED', delivery: 'DELIVERED' }, 'OUTBOUND-MESSAGE-SENT', 'DeliverySuccess'],
  [{ state: 'ACCEPTED', delivery: 'READ' }, 'OUTBOUND-MESSAGE-SENT', 'Read'],
  [{ state: 'ACCEPTED', delivery: 'UNDELIVERED', code: 131026 }, 'OUTBOUND-MESSAGE-SENT', 'DeliveryFailed'],
  [{ state: 'FAILED', code: 131026 }, 'OUTBOUND-MESSAGE-FAILED', 'Failed'],
  [{ state: 'FAILED', code: 130429 }, 'OUTBOUND-MESSAGE-THROTTLED', 'Failed'],
  [{ state: 'UNKNOWN' }, 'OUTBOUND-MESSAGE-AMBIGUOUS', null],
  [{ state: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' }, 'ININ-OUTBOUND-ON-DO-NOT-CALL-LIST', null],
  [{ state: 'SKIPPED', reason: 'something new' }, 'UNKNOWN', null],
])('a message %j has wrap-up code %s and Delivery Status %s', (message, code, status) => {
  expect([wrapUpCode(message), deliveryStatus(message)]).toEqual([code, status]);
});

it('a row has every column, in ISO times', () => {
  const row = messageRow({
    _id: 'm',
    campaignId: 'c',
    runId: 'r',
    contactId: '7',
    sequence: 3,
    state: 'ACCEPTED',
    attempt: 1,
    to: '13175550000',
    readAt: new Date(0),
  });
  expect(Object.keys(row)).toEqual([...messageColumns]);
  expect(row).toMatchObject({
    'Phone ID': '13175550000',
    'Read At': '1970-01-01T00:00:00.000Z',
    'Sent At': null,
  });
});
