import type { TemplateResponse } from '../../../../services/console/src/api/types.ts';
import {
  previewOf,
  storedOf,
  wantedOf,
} from '../../../../services/console/src/campaigns/edit/template-parameters.ts';

const response = {
  id: 't1',
  name: 'statement:en_US',
  texts: [{ content: 'Hello {{1}}, {{2}} wait for you.', type: 'body' }],
  messagingTemplate: {
    whatsApp: {
      name: 'statement',
      language: 'en_US',
      header: { type: 'Image' },
      messageFooter: { content: 'Reply STOP' },
      buttons: [
        { type: 'QuickReply', content: 'Yes', contentText: 'Yes' },
        { type: 'Url', content: 'https://example.com/{{1}}', contentText: 'My account' },
      ],
      templateStatus: 'Approved',
    },
  },
};
const template = storedOf(response as unknown as TemplateResponse);
const text = (column: string, value = '', kind = 'TEXT', code = '') => ({ column, value, kind, code });

test('a template wants its picture, the values of its text, and the end of its button’s address', () => {
  expect(template?.status).toBe('APPROVED');
  expect(wantedOf(template!).map(({ key, kind }) => [key, kind])).toEqual([
    ['header.0', 'IMAGE'],
    ['body.0', 'TEXT'],
    ['body.1', 'TEXT'],
    ['button.1', 'TEXT'],
  ]);
});

test('a contact’s message is shown as it will be sent', () => {
  const parameters = {
    'header.0': text('', 'https://example.com/a.png'),
    'body.0': text('First', 'friend'),
    'body.1': text('Balance', '', 'CURRENCY', 'USD'),
    'button.1': text('Id'),
  };
  const preview = previewOf(
    template!,
    wantedOf(template!),
    parameters,
    { First: '', Balance: '1234.5', Id: 'C1' },
    'UTC',
  );
  expect(preview).toMatchObject({
    message: {
      body: 'Hello friend, $1,234.50 wait for you.',
      footer: 'Reply STOP',
      buttons: [{ text: 'Yes' }, { text: 'My account', value: 'https://example.com/C1' }],
    },
  });
});

test('a contact that lacks a value would be skipped, and the reason is said', () => {
  const parameters = {
    'header.0': text('', 'https://example.com/a.png'),
    'body.0': text('First'),
    'body.1': text('', 'x'),
    'button.1': text('', 'y'),
  };
  expect(previewOf(template!, wantedOf(template!), parameters, { First: '' }, 'UTC')).toEqual({
    problem: expect.stringContaining('First') as string,
  });
});
