/** The last look before a start, with answers in the place of the server. */
import { screen, within } from '@testing-library/react';
import { StartLook } from '../../../../../services/console/src/campaigns/start/start-look.tsx';
import { answerWith, refusal, show } from '../../show.tsx';

const campaign = {
  id: 'c1',
  contactList: { id: 'l1' },
  contactListFilters: [{ id: 'f1' }],
  contactSorts: [{ fieldName: 'Balance', direction: 'DESC', numeric: true }],
  messagesPerMinute: 60,
  callableTimes: { timeZone: 'Asia/Tokyo', ranges: [{ days: ['MON'], start: '09:00', end: '10:00' }] },
} as never;
const nobody = { phoneId: null, message: null, skipped: null, callableFrom: null };
const preview = {
  newRun: true,
  totalContacts: 2_000,
  contacts: 1_300,
  blockedContacts: 100,
  first: [
    { ...nobody, contactId: 'a', phoneId: '13175550001', message: ['Hello Ann.', '', 'Bye'] },
    {
      ...nobody,
      contactId: 'b',
      phoneId: '13175550002',
      message: ['Hello Bob.'],
      callableFrom: '2026-12-07T00:00:00.000Z',
    },
    { ...nobody, contactId: 'c', skipped: { reason: 'INVALID_PHONE_NUMBER', detail: '' } },
    { ...nobody, contactId: 'd', phoneId: '1', skipped: { reason: 'SOMETHING_NEW', detail: '' } },
  ],
  problems: [],
};

test('how many, how long, and the first of them with their messages', async () => {
  answerWith(() => preview);
  show(<StartLook campaign={campaign} />);
  expect(await screen.findByText('1,200 people get a message')).toBeTruthy();
  for (const text of [
    'Its filters keep 1,300 of 2,000 contacts.',
    '100 are on a DNC list or have opted out, and are skipped.',
    '1,200 contacts take about 20 minutes.',
    'sorted by Balance',
  ])
    expect(screen.getByText(text)).toBeTruthy();
  const first = within(screen.getByRole('region', { name: /^The first 4/ })).getAllByRole('listitem');
  const texts = first.map(({ textContent }) => textContent);
  expect(texts[0]).toBe('+13175550001Hello Ann.\nBye');
  // in the campaign's zone, which is named
  expect(texts[1]).toContain('Waits until Dec 7, 2026, 9:00 AM GMT+9');
  expect(texts[2]).toBe('cThe number is not a possible WhatsApp number');
  expect(texts[3]).toBe('+1SOMETHING_NEW');
});

test('what is in the way, nobody at all, and what was not counted', async () => {
  answerWith(() => ({
    ...preview,
    contacts: 0,
    blockedContacts: null,
    first: [],
    problems: [{ code: 'x', message: 'The template is PAUSED.' }],
  }));
  show(<StartLook campaign={campaign} />);
  expect(await screen.findByText('The template is PAUSED.')).toBeTruthy();
  expect(screen.getByText('Nobody gets a message')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('No contact passes the filters');
  expect(screen.getByText(/it is not counted who is on them/)).toBeTruthy();
});

test('who may not see contacts is told so, and may start all the same', async () => {
  answerWith(() => refusal(403, 'missing.permissions', 'You lack the permission(s): outbound:contact:view.'));
  show(<StartLook campaign={campaign} />);
  expect(await screen.findByText('outbound:contact:view')).toBeTruthy();
  expect(screen.getByText(/it can be started all the same/)).toBeTruthy();
});
