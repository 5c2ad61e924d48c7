import { fillTemplate } from '../../../../services/domain/template/fill-template.ts';
import { linesOf, renderTemplate } from '../../../../services/domain/template/render-template.ts';
import type { StoredTemplate } from '../../../../services/domain/template/stored-template.ts';
import type { Binding, TemplateUse } from '../../../../services/domain/template/template-binding.ts';

const stored = (changes: Partial<StoredTemplate> = {}): StoredTemplate => ({
  name: 'offer',
  language: 'en_US',
  status: 'APPROVED',
  category: 'MARKETING',
  parameterFormat: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' },
    { type: 'BODY', text: 'You owe {{2}}, {{1}}.\nSee you.' },
    { type: 'FOOTER', text: 'Reply STOP to opt out' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Pay', url: 'https://example.com/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Stop' },
        { type: 'COPY_CODE', text: 'Copy' },
      ],
    },
  ],
  ...changes,
});
const use = (changes: Partial<TemplateUse> = {}): TemplateUse => ({
  name: 'offer',
  language: 'en_US',
  header: [],
  body: [],
  buttons: [],
  ...changes,
});
const constant = (value: string, more: Partial<Binding> = {}): Binding => ({
  name: null,
  column: null,
  value,
  ...more,
});
const rendered = (template: StoredTemplate, bound: TemplateUse): string[] => {
  const filled = fillTemplate(bound, () => undefined, { timeZone: 'UTC' });
  if ('reason' in filled) throw new Error(filled.detail);
  return linesOf(renderTemplate(template, filled));
};

test('values stand where their numbers are, in header, body and the address of a button', () => {
  const amount = constant('5', {
    kind: 'CURRENCY',
    parts: [{ name: 'code', column: null, value: 'EUR' }],
  });
  const bound = use({
    header: [constant('Ann')],
    body: [constant('Ann $& Co'), amount],
    buttons: [
      { index: 0, subType: 'url', binding: constant('o1') },
      { index: 2, subType: 'copy_code', binding: constant('SAVE10') },
    ],
  });
  expect(rendered(stored(), bound)).toEqual([
    'For Ann',
    '',
    'You owe €5.00, Ann $& Co.',
    'See you.',
    '',
    'Reply STOP to opt out',
    '',
    '[Pay] url: https://example.com/o1',
    '[Stop]',
    '[Copy] copy_code: SAVE10',
  ]);
});

test('named values stand where their names are', () => {
  const template = stored({
    parameterFormat: 'NAMED',
    components: [{ type: 'BODY', text: '{{greeting}} {{first_name}}, {{greeting}}!' }],
  });
  const body = [constant('Ann', { name: 'first_name' }), constant('Hi', { name: 'greeting' })];
  expect(rendered(template, use({ body }))).toEqual(['Hi Ann, Hi!']);
});

test('media, places and the end of an offer are described', () => {
  const headed = (format: string): StoredTemplate =>
    stored({
      components: [
        { type: 'HEADER', format },
        { type: 'BODY', text: 'Hello' },
      ],
    });
  const part = (name: string, value: string) => ({ name, column: null, value });
  const pdf = constant('https://example.com/a.pdf', {
    kind: 'DOCUMENT',
    parts: [part('filename', 'Invoice.pdf')],
  });
  expect(rendered(headed('DOCUMENT'), use({ header: [pdf] }))[0]).toBe(
    '[DOCUMENT] https://example.com/a.pdf Invoice.pdf',
  );
  const place = constant('', {
    kind: 'LOCATION',
    parts: [part('latitude', '52.5'), part('longitude', '13.4'), part('name', 'Shop')],
  });
  expect(rendered(headed('LOCATION'), use({ header: [place] }))[0]).toBe('[LOCATION] 52.5, 13.4 (Shop)');
  // bound to nothing: the fault is told elsewhere, the preview still shows what there is
  expect(rendered(headed('IMAGE'), use())[0]).toBe('[IMAGE]');
  const limitedTimeOffer = constant('2026-03-01', { kind: 'DATE_TIME' });
  expect(rendered(headed('IMAGE'), use({ limitedTimeOffer }))).toContain(
    'offer ends 2026-03-01T00:00:00.000Z',
  );
});
