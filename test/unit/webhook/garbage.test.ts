/** Whatever a signed call says: the news in it can be stored, what is spoilt costs nothing but itself. */
import fc from 'fast-check';
import { topics, type Topic } from '../../../schemas/topics.ts';
import { recordType } from '../../../services/platform/kafka/avro/avro-record.ts';
import { readNotification } from '../../../services/webhook/notification.ts';
import { oddJson, spoilt } from '../../support/garbage-json.ts';

const NOW = 1_750_030_100_000;
const MESSAGE = '0123456789abcdef-0123456789abcdef01234567';
/** What one record may cost: the broker refuses a batch above 1 MB, with everybody's records in it. */
const MAX_RECORD_BYTES = 8_000;

const of = (field: string, value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: 'account-1', time: 1_750_030_000, changes: [{ field, value }] }],
});
const metadata = { display_phone_number: '15550001111', phone_number_id: '111' };
const good = {
  id: 'wamid.A',
  status: 'failed',
  timestamp: '1750030073',
  biz_opaque_callback_data: `${MESSAGE}.2`,
  errors: [{ code: 131049, title: 'limit', error_data: { details: 'healthy' } }],
};
const notifications = fc.constantFrom<unknown>(
  of('messages', { metadata, statuses: [good, good] }),
  of('messages', { metadata, errors: [{ code: 131048, title: 'spam' }, { code: 130429 }] }),
  of('messages', {
    metadata,
    messages: [
      { from: '14155550123', id: 'wamid.I', timestamp: '1750030073', type: 'text', text: { body: 'STOP' } },
      {
        from: '14155550123',
        type: 'button',
        button: { text: 'Stop', payload: 'x' },
        context: { id: 'wamid.O' },
      },
      {
        from: '14155550123',
        type: 'system',
        system: { type: 'user_changed_number', wa_id: '4915112345678' },
      },
    ],
  }),
  of('user_preferences', { metadata, user_preferences: [{ wa_id: '14155550123', value: 'stop' }] }),
  of('message_template_status_update', {
    event: 'PAUSED',
    message_template_name: 'offer',
    message_template_language: 'en_US',
    other_info: { title: 'FIRST_PAUSE' },
  }),
  of('phone_number_quality_update', { display_phone_number: '15550001111', event: 'UPGRADE' }),
  of('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }),
);

const types = new Map<string, ReturnType<typeof recordType<unknown>>>();
/** Empty when the record can be stored and its readers will take it. */
function faultOf<V>(topic: Topic<V>, value: V): string {
  let type = types.get(topic.name);
  if (!type) types.set(topic.name, (type = recordType(topic.schema)));
  try {
    const { length } = type.encode(value);
    if (length > MAX_RECORD_BYTES) return `${topic.name}: ${length} bytes`;
  } catch (error) {
    return `${topic.name}: ${(error as Error).message} in ${JSON.stringify(value)}`;
  }
  const fault = topic.faultOf?.(value) ?? null;
  return fault === null ? '' : `${topic.name}: ${fault}`;
}

function faultsOf(body: unknown): string[] {
  const { statuses, inbound, signals } = readNotification(body, NOW);
  return [
    ...statuses.map((one) => faultOf(topics.messageStatuses, one)),
    ...inbound.map((one) => faultOf(topics.inboundMessages, one)),
    ...signals.map((one) => faultOf(topics.providerSignals, one)),
  ].filter((fault) => fault !== '');
}

test('every record of a spoilt notification fits its schema and the broker, and no reader refuses it', () => {
  fc.assert(
    fc.property(spoilt(notifications), (body) => {
      expect(faultsOf(body)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('a good status among spoilt ones is read as if it were alone', () => {
  const [alone] = readNotification(of('messages', { metadata, statuses: [good] }), NOW).statuses;
  const others = fc.array(fc.oneof(oddJson, spoilt(fc.constant(good))), { maxLength: 4 });
  fc.assert(
    fc.property(others, others, (before, behind) => {
      const body = of('messages', { metadata, statuses: [...before, good, ...behind], messages: before });
      const { statuses, ignored } = readNotification(body, NOW);
      expect(statuses).toContainEqual(alone);
      expect(faultsOf(body)).toEqual([]);
      // nobody is dropped without being counted
      expect(statuses.length + ignored).toBeGreaterThanOrEqual(before.length + behind.length + 1);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['a state that every object inherits', { status: 'constructor' }, 0],
  ['an error code that no int holds', { errors: [{ code: 9_007_199_254_740_991 }] }, 1],
  ['an id without end', { id: 'w'.repeat(2_000_000) }, 1],
  ['a time in the year 200,000', { timestamp: 6_000_000_000_000_000 }, 1],
])('%s costs that status at most', (_what, fields, read) => {
  const body = of('messages', { metadata, statuses: [{ ...good, ...fields }] });
  expect(faultsOf(body)).toEqual([]);
  expect(readNotification(body, NOW).statuses).toHaveLength(read);
});
