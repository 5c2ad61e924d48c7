import { messageColumns, messageRow } from '../../../../services/queries/messages/message-row.ts';

it('a row has every column, in ISO times', () => {
  const row = messageRow('Spring', {
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
    Campaign: 'Spring',
    'Phone ID': '13175550000',
    'Read At': '1970-01-01T00:00:00.000Z',
    'Sent At': null,
  });
});
