import {
  entriesOfCampaignEvent,
  entriesOfListEvent,
  entriesOfOptOut,
  entryOfApproachingLimit,
} from '../../../../services/campaigns/event-log/log-entry.ts';
import { entriesOfSignal } from '../../../../services/campaigns/event-log/signal-entry.ts';
import type { CampaignEvent, ContactListEvent, ProviderSignal } from '../../../../schemas/types.ts';

const AT = Date.parse('2026-03-01T10:00:30Z');
const fault = (code: string, message = 'why') => ({ code, field: null, message, limit: null });
const outcome = (
  command: string | undefined,
  errors: Array<ReturnType<typeof fault>> = [],
): CampaignEvent => ({
  eventId: 'c-1',
  subjectId: 'thing',
  occurredAt: AT,
  body: {
    type: 'CommandOutcome',
    commandId: 'c-1',
    accepted: errors.length === 0,
    errors,
    version: null,
    ...(command === undefined ? {} : { command, issuedBy: 'wac:ada' }),
  },
});
const changed = (cause: string, errors: Array<ReturnType<typeof fault>> = []): CampaignEvent =>
  ({
    eventId: 'c-1:changed',
    subjectId: 'spring',
    occurredAt: AT,
    body: { type: 'CampaignChanged', campaignId: 'spring', name: 'Spring', cause, errors },
  }) as unknown as CampaignEvent;
const codesOf = (entries: Array<{ code: string; level: string }>) =>
  entries.map(({ level, code }) => `${level} ${code}`);

test('a change says who commanded it, our own services too', () => {
  const event = changed('COMPLETED');
  const [entry] = entriesOfCampaignEvent({
    ...event,
    body: { ...event.body, issuedBy: 'status' },
  });
  expect(entry).toMatchObject({ who: 'status', message: 'Campaign "Spring" is complete (by status)' });
});

test('an internal command on the public topic is logged with who it was', () => {
  expect(codesOf(entriesOfCampaignEvent(outcome('ForceStopCampaign', [fault('command.internal')])))).toEqual([
    'WARNING COMMAND_REFUSED',
  ]);
});

test('the end of a run that somebody commanded and the ledger denies is logged with who it was', () => {
  expect(codesOf(entriesOfCampaignEvent(outcome('CompleteRun', [fault('run.not.complete')])))).toEqual([
    'WARNING COMMAND_REFUSED',
  ]);
});

describe('a command', () => {
  it('says who did what, when, with its id as correlation id', () => {
    expect(entriesOfCampaignEvent(outcome('ImportContacts'))).toEqual([
      {
        _id: 'outcome:c-1',
        at: new Date(AT),
        level: 'INFO',
        category: 'CONTACT_LIST',
        code: 'COMMAND_ACCEPTED',
        message: 'ImportContacts by wac:ada',
        entity: { kind: 'contactList', id: 'thing' },
        who: 'wac:ada',
        correlationId: 'c-1',
      },
    ]);
  });

  it.each([
    ['UpdateCampaign', 'invalid.update.wrong.version', 'VERSION_CONFLICT'],
    ['StartCampaign', 'active.campaigns.limit.exceeded', 'ACTIVE_CAMPAIGNS_LIMIT_EXCEEDED'],
    ['CreateCampaign', 'max.entity.count.reached', 'ENTITY_LIMIT_REACHED'],
    ['AddDncNumbers', 'dnc.records.per.list.limit.exceeded', 'EXCEEDED_DNC_RECORD_LIMIT'],
    ['StartCampaign', 'contact.list.is.empty', 'CAMPAIGN_START_ERROR'],
    ['CreateCampaign', 'duplicate.name', 'COMMAND_REFUSED'],
  ])('%s refused for %s is %s, with the reason', (command, code, expected) => {
    const [entry] = entriesOfCampaignEvent(outcome(command, [fault(code, 'Because.')]));
    expect(entry).toMatchObject({ level: 'WARNING', code: expected });
    expect(entry?.message).toContain('Because.');
  });

  it('of our own services, or of an older writer, says nothing', () => {
    for (const command of ['CompleteRun', 'ConfirmStopped', 'ForceStopCampaign', undefined])
      expect(entriesOfCampaignEvent(outcome(command))).toEqual([]);
  });
});

it.each([
  ['STARTED', 'INFO CAMPAIGN_STARTED'],
  ['STOPPED', 'INFO CAMPAIGN_STOPPED'],
  ['COMPLETED', 'INFO CAMPAIGN_COMPLETED'],
  ['RECYCLED', 'INFO RECYCLE_CAMPAIGN'],
  ['INVALIDATED', 'ERROR CAMPAIGN_INVALIDATED'],
  ['FORCE_STOPPED', 'ERROR CAMPAIGN_FORCE_STOPPED'],
  ['DELETED', 'INFO CAMPAIGN_DELETED'],
])('a campaign that was %s is %s, with its errors', (cause, expected) => {
  const entries = entriesOfCampaignEvent(changed(cause, [fault('x', 'WhatsApp answered 132000.')]));
  expect(codesOf(entries)).toEqual([expected]);
  expect(entries[0]).toMatchObject({
    correlationId: 'c-1',
    entity: { kind: 'campaign', id: 'spring', name: 'Spring' },
  });
  expect(entries[0]?.message).toContain('WhatsApp answered 132000.');
});

it.each<[ContactListEvent['body'], string[]]>([
  [
    {
      type: 'ImportFinished',
      importId: 'i',
      kind: 'CONTACTS',
      rowsRead: 3,
      imported: 3,
      updated: 0,
      unchanged: 0,
      rejected: 0,
    },
    ['INFO IMPORT_FINISHED'],
  ],
  [
    {
      type: 'ImportFinished',
      importId: 'i',
      kind: 'DNC',
      rowsRead: 3,
      imported: 2,
      updated: 0,
      unchanged: 0,
      rejected: 1,
    },
    ['WARNING IMPORT_FINISHED_WITH_REJECTS'],
  ],
  [
    {
      type: 'ImportFailed',
      importId: 'i',
      kind: 'CONTACTS',
      reason: 'IMPORT_FAILED_TO_READ_HEADERS',
      detail: 'no header',
    },
    ['ERROR IMPORT_FAILED_TO_READ_HEADERS'],
  ],
  [{ type: 'ContactsRemoved', count: 3 }, []],
])('%j is %j', (body, expected) => {
  expect(codesOf(entriesOfListEvent({ eventId: 'e', listId: 'l', occurredAt: AT, body }))).toEqual(expected);
});

describe('the provider', () => {
  const hold = (at: number, code = 131048): ProviderSignal => ({
    integrationId: 'number:1',
    at,
    body: { type: 'Hold', scope: 'NUMBER', scopeKey: '1', until: at + 600_000, code, reason: 'spam' },
  });

  it('is heard once a minute for each reason, however often it says it', () => {
    const ids = (signals: ProviderSignal[]) =>
      new Set(signals.flatMap(entriesOfSignal).map(({ _id }) => _id)).size;
    expect(ids([hold(AT), hold(AT + 100), hold(AT + 29_000)])).toBe(1);
    expect(ids([hold(AT), hold(AT + 60_000), hold(AT, 131037)])).toBe(3);
    expect(entriesOfSignal(hold(AT))[0]).toMatchObject({
      level: 'WARNING',
      code: 'CAMPAIGN_THROTTLED',
      message: 'Nothing is sent (number) until 2026-03-01T10:10:30.000Z: spam (131048)',
    });
  });

  it('holding a campaign is told of the campaign', () => {
    const [entry] = entriesOfSignal({
      integrationId: 'i',
      at: AT,
      body: {
        type: 'Hold',
        scope: 'CAMPAIGN',
        scopeKey: 'spring',
        until: AT,
        code: 131042,
        reason: 'payment',
      },
    });
    expect(entry).toMatchObject({
      entity: { kind: 'campaign', id: 'spring' },
      category: 'MESSAGING_CAMPAIGN',
    });
  });

  it('stopping one is told by what the campaign does', () => {
    expect(
      entriesOfSignal({
        integrationId: 'i',
        at: AT,
        body: { type: 'CampaignMustStop', campaignId: 'c', code: 1, reason: '' },
      }),
    ).toEqual([]);
  });
});

it('an opt-out shows no number', () => {
  const [entry] = entriesOfOptOut({
    eventId: 'e',
    integrationId: 'i',
    phoneId: '13175551234',
    at: AT,
    wish: 'OUT',
    source: 'KEYWORD',
  });
  expect(entry).toMatchObject({ code: 'RECIPIENT_OPTED_OUT', message: '131******34 opted out by a keyword' });
  expect(JSON.stringify(entry)).not.toContain('5551');
});

it('says once a day that nine tenths of a limit are used', () => {
  const at = new Date(AT);
  expect(entryOfApproachingLimit('campaigns', 899, 1_000, at)).toBeNull();
  expect(entryOfApproachingLimit('campaigns', 900, 1_000, at)).toMatchObject({
    code: 'APPROACHING_ENTITY_LIMIT',
  });
  expect(entryOfApproachingLimit('campaigns', 950, 1_000, at)?._id).toBe(
    entryOfApproachingLimit('campaigns', 990, 1_000, at)?._id,
  );
});
