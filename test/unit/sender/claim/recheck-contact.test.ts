import { recheckContact } from '../../../../services/sender/claim/recheck-contact.ts';
import type { ReleasedMessage } from '../../../../schemas/types.ts';

const NOW = Date.UTC(2026, 10, 26);
const campaign = {
  whatsappColumn: 'phone',
  template: {
    name: 'offer',
    language: 'en_US',
    header: [],
    body: [{ name: null, column: 'name', value: null }],
    buttons: [],
  },
  callableTimes: {
    timeZone: 'America/New_York',
    ranges: [{ days: ['MON' as const], start: '09:00', end: '18:00' }],
  },
};
const list = {
  columnNames: ['name', 'phone', 'zone'],
  whatsappColumns: [{ columnName: 'phone', type: 'cell', contactableTimeColumn: 'zone' }],
  timeZone: null,
};
/** As it comes from the topic: with what the schema fills in. */
const message: ReleasedMessage = {
  messageId: 'm',
  campaignId: 'c',
  runId: 'r',
  contactId: '1',
  integrationId: 'i',
  sequence: 0,
  attempt: 1,
  to: '13175550001',
  template: {
    name: 'offer',
    language: 'en_US',
    header: [],
    body: [{ name: null, text: 'Ann', kind: 'TEXT', fields: {} }],
    buttons: [],
  },
  sendAt: 0,
  spacingMicros: 1,
  timeZone: 'America/New_York',
};
const ann = { values: ['Ann', '+1 317 555 0001', ''], phoneIds: ['13175550001'] };

it('a contact that is as it was is sent what it was to be sent', () => {
  expect(recheckContact(message, campaign, list, ann, NOW)).toEqual({
    kind: 'send',
    message,
    isChanged: false,
  });
});

it('a contact that was removed is skipped, and so is one whose number is none any more or whose parameter is empty', () => {
  expect(recheckContact(message, campaign, list, undefined, NOW)).toEqual({
    kind: 'skip',
    reason: 'CONTACT_REMOVED',
  });
  expect(recheckContact(message, campaign, list, { ...ann, phoneIds: [null] }, NOW)).toEqual({
    kind: 'skip',
    reason: 'INVALID_PHONE_NUMBER',
  });
  expect(recheckContact(message, campaign, list, { ...ann, values: ['', '', ''] }, NOW)).toEqual({
    kind: 'skip',
    reason: 'MISSING_PARAMETER',
  });
});

it('a changed cell changes the text, a changed zone the clock, a changed number whom it goes to', () => {
  const look = (contact: Partial<typeof ann>) =>
    recheckContact(message, campaign, list, { ...ann, ...contact }, NOW);
  expect(look({ values: ['Anna', '', ''] })).toMatchObject({
    isChanged: true,
    message: { to: '13175550001', template: { body: [{ text: 'Anna' }] } },
  });
  expect(look({ values: ['Ann', '', 'Asia/Tokyo'] })).toMatchObject({
    isChanged: true,
    message: { timeZone: 'Asia/Tokyo' },
  });
  expect(look({ phoneIds: ['4915112345678'] })).toMatchObject({
    isChanged: true,
    message: { to: '4915112345678', timeZone: 'Europe/Berlin' },
  });
});

it('a campaign without callable times has no zones', () => {
  const anyTime = { ...campaign, callableTimes: null };
  expect(recheckContact({ ...message, timeZone: null }, anyTime, list, ann, NOW)).toMatchObject({
    isChanged: false,
  });
});
