import { explainRate } from '../../../../services/queries/campaigns/explain-rate.ts';

type Given = Parameters<typeof explainRate>[0];
const given = (over: Partial<Given> = {}): Given => ({
  ...{ status: 'on', errors: [], waiting: null, waitingReason: null, resumesAt: null },
  ...{ limitedBy: null, limitedReason: null, limitPerMinute: 600, ownPerMinute: 600 },
  ...over,
});
const later = new Date('2026-11-27T10:00:00Z');

it('nothing keeps a campaign that sends at its own rate', () => {
  expect(explainRate(given())).toEqual({
    reason: 'none',
    text: 'Nothing keeps it from sending 600 a minute.',
    saidBy: null,
    endsAt: null,
  });
});

it('says what it waits for, who said so and until when', () => {
  const waiting = 'held until 2026-11-27T10:00:00.000Z: paused (132015)';
  expect(explainRate(given({ waiting, waitingReason: 'held', resumesAt: later }))).toEqual({
    reason: 'held',
    text: `It does not send now: ${waiting}.`,
    saidBy: 'WhatsApp, or this system after what WhatsApp answered',
    endsAt: later,
  });
});

it('what it waits for counts more than what limits it, and its status more than both', () => {
  const both = {
    ...{ waiting: 'no contacts left', waitingReason: 'exhausted' as const },
    ...{ limitedBy: 'the senders manage 5 a second', limitedReason: 'senders' as const, limitPerMinute: 300 },
  };
  expect(explainRate(given(both)).reason).toBe('exhausted');
  expect(explainRate(given({ ...both, status: 'stopping' })).reason).toBe('stopping');
});

it('says what limits it, from what to what', () => {
  const limit = { limitedBy: 'the senders manage 5 a second', limitedReason: 'senders', limitPerMinute: 300 };
  expect(explainRate(given(limit as Partial<Given>))).toMatchObject({
    reason: 'senders',
    text: 'It sends 300 a minute instead of 600: the senders manage 5 a second.',
    saidBy: expect.stringContaining('senders') as unknown,
  });
});

it('says what is wrong with a campaign that is invalid or was stopped by force', () => {
  const errors = [
    { code: 'contact.list.not.found', field: null, message: 'The list was deleted.', limit: null },
  ];
  expect(explainRate(given({ status: 'invalid', errors }))).toMatchObject({
    reason: 'list_deleted',
    text: 'It is invalid: The list was deleted. [contact.list.not.found]',
  });
});

it('waits for a reason that was not kept as a code', () => {
  expect(explainRate(given({ waiting: 'held' })).reason).toBe('unclear');
});

it('says of an invalid campaign what broke, where its faults tell', () => {
  const reasonOf = (code: string) =>
    explainRate(given({ status: 'invalid', errors: [{ code, field: null, message: 'x', limit: null }] }))
      .reason;
  expect(reasonOf('whatsapp.integration.not.active')).toBe('integration_inactive');
  expect(reasonOf('content.template.not.found')).toBe('template_broken');
  expect(reasonOf('something.else')).toBe('invalid');
});

it('a template that waits is WhatsApp’s decision', () => {
  expect(explainRate(given({ waiting: 'held until …', waitingReason: 'template' }))).toMatchObject({
    reason: 'template',
    saidBy: 'WhatsApp, which paused or holds the template',
  });
});
