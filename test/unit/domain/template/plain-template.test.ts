import type { TemplateMessage } from '../../../../schemas/types.ts';
import { plainTemplate } from '../../../../services/domain/template/plain-template.ts';
import { templateMessageBody } from '../../../../services/domain/template/template-message.ts';

const message = (template: TemplateMessage) =>
  templateMessageBody({ messageId: 'm', attempt: 1, to: '14155550123', template });

test('what Avro fills in by default is not kept, everything else is, and the message is the same', () => {
  const amount = {
    name: null,
    text: '€5.00',
    kind: 'CURRENCY',
    fields: { code: 'EUR', amount_1000: '5000' },
  } as const;
  const decoded = {
    name: 'offer',
    language: 'en_US',
    header: [{ name: null, text: '123', kind: 'IMAGE', fields: {} } as const],
    body: [{ name: 'a', text: 'x', kind: 'TEXT', fields: {} } as const, amount],
    buttons: [
      { index: 0, subType: 'url', text: 'u', fields: {} },
      { index: 1, subType: 'flow', text: 't', fields: { plan: 'gold' } },
    ],
    offerExpiresAt: null,
  };
  const kept = plainTemplate(decoded);
  expect(kept).toEqual({
    name: 'offer',
    language: 'en_US',
    header: [{ name: null, text: '123', kind: 'IMAGE' }],
    body: [{ name: 'a', text: 'x' }, amount],
    buttons: [
      { index: 0, subType: 'url', text: 'u' },
      { index: 1, subType: 'flow', text: 't', fields: { plan: 'gold' } },
    ],
  });
  expect(message(kept)).toBe(message(decoded));
  expect(plainTemplate({ ...decoded, offerExpiresAt: 5 })).toMatchObject({ offerExpiresAt: 5 });
});
