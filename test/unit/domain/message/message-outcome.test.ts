import {
  AMBIGUOUS,
  deliveryStatus,
  extendedDeliveryStatus,
  wrapUpCode,
  type Outcome,
} from '../../../../services/domain/message/message-outcome.ts';

it.each<[Outcome, wrapUp: string | null, delivery: string | null]>([
  [{ state: 'WAITING' }, null, 'Queued'],
  [{ state: 'INTENT' }, null, 'Sent'],
  [{ state: 'ACCEPTED' }, 'OUTBOUND-MESSAGE-SENT', 'Published'],
  [{ state: 'ACCEPTED', delivery: 'SENT' }, 'OUTBOUND-MESSAGE-SENT', 'Published'],
  [{ state: 'ACCEPTED', delivery: 'DELIVERED' }, 'OUTBOUND-MESSAGE-SENT', 'DeliverySuccess'],
  [{ state: 'ACCEPTED', delivery: 'READ' }, 'OUTBOUND-MESSAGE-SENT', 'Read'],
  [{ state: 'ACCEPTED', delivery: 'EXPIRED' }, 'OUTBOUND-MESSAGE-SENT', 'DeliveryFailed'],
  [{ state: 'FAILED', delivery: 'UNDELIVERED', code: 131026 }, 'OUTBOUND-MESSAGE-FAILED', 'DeliveryFailed'],
  [{ state: 'FAILED', code: 131026 }, 'OUTBOUND-MESSAGE-FAILED', 'Failed'],
  [{ state: 'FAILED' }, 'OUTBOUND-MESSAGE-FAILED', 'Failed'],
  [{ state: 'FAILED', code: 130429 }, 'OUTBOUND-MESSAGE-THROTTLED', 'Failed'],
  [{ state: 'FAILED', reason: AMBIGUOUS }, 'OUTBOUND-MESSAGE-AMBIGUOUS', null],
  [{ state: 'UNKNOWN' }, 'OUTBOUND-MESSAGE-AMBIGUOUS', null],
  [{ state: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' }, 'ININ-OUTBOUND-ON-DO-NOT-CALL-LIST', null],
  [{ state: 'SKIPPED', reason: 'OPTED_OUT' }, 'OUTBOUND-CONTACT-UNCONTACTABLE-SKIPPED', null],
  [{ state: 'SKIPPED', reason: 'something new' }, 'UNKNOWN', null],
])('a message %j has wrap-up code %s and Delivery Status %s', (message, wrapUp, delivery) => {
  expect([wrapUpCode(message), deliveryStatus(message)]).toEqual([wrapUp, delivery]);
});

describe('extendedDeliveryStatus, line by line as in the contract (section 7)', () => {
  const lines: ReadonlyArray<[detail: string, codes: number[]]> = [
    ['RecipientOptedOut', [131050]],
    ['RateLimited', [4, 80007, 130429, 131048, 131056]],
    ['MessageNotAllowed', [130403, 130472, 130497, 131049]],
    ['InvalidDestination', [131021, 131026, 131030]],
    ['InvalidMessageStructure', [100, 131008, 131009, 132000, 132001, 132015, 132069, 132999]],
    ['UnsupportedMessage', [131051]],
    ['MediaTypeNotAllowed', [131053]],
    ['ServerError', [1, 2, 131000, 131016, 133004]],
    ['GeneralError', [0, 3, 33, 190, 131042, 131999, 133000, 137000, 999_999]],
  ];
  it.each(lines.flatMap(([detail, codes]) => codes.map((code) => [code, detail] as const)))(
    '%d is %s',
    (code, detail) => {
      expect(extendedDeliveryStatus({ state: 'FAILED', code })).toBe(detail);
      expect(extendedDeliveryStatus({ state: 'FAILED', delivery: 'UNDELIVERED', code })).toBe(detail);
      // a code of an earlier attempt says nothing about a message that arrived, or waits
      expect(extendedDeliveryStatus({ state: 'WAITING', code })).toBeNull();
    },
  );

  it('no status within the time to live is MessageExpired', () => {
    expect(extendedDeliveryStatus({ state: 'ACCEPTED', delivery: 'EXPIRED' })).toBe('MessageExpired');
  });

  it('says nothing where nothing failed, or nobody knows', () => {
    expect(extendedDeliveryStatus({ state: 'ACCEPTED', delivery: 'READ' })).toBeNull();
    expect(extendedDeliveryStatus({ state: 'UNKNOWN' })).toBeNull();
    expect(extendedDeliveryStatus({ state: 'FAILED', reason: AMBIGUOUS })).toBeNull();
    expect(extendedDeliveryStatus({ state: 'FAILED', reason: 'no reason known' })).toBe('GeneralError');
  });
});
