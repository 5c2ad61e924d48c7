import { checkTemplate } from '../../../../services/simulator/rules/check-template.ts';
import { readComponents } from '../../../../services/simulator/rules/read-components.ts';
import type { Template } from '../../../../services/simulator/scenario/scenario.ts';

const stored = (
  components: Template['components'],
  format: Template['parameter_format'] = 'POSITIONAL',
): Template => ({
  id: '1',
  name: 'x',
  language: 'en_US',
  status: 'APPROVED',
  category: 'MARKETING',
  parameter_format: format,
  components,
});
const body = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((text) => ({ type: 'text', text })),
});
const button = (subType: string, index: number, ...parameters: unknown[]) => ({
  type: 'button',
  sub_type: subType,
  index,
  parameters,
});

function check(template: Template, sent: unknown[]): { code: number; details?: string } | undefined {
  const read = readComponents(sent);
  if ('error' in read) throw new Error(read.error.details);
  const error = checkTemplate(template, read.components);
  return error && { code: error.code, ...(error.details === undefined ? {} : { details: error.details }) };
}

const three = stored([{ type: 'BODY', text: '{{1}} {{2}} {{3}} {{1}}' }]);
const image = stored([
  { type: 'HEADER', format: 'IMAGE' },
  { type: 'BODY', text: 'hi' },
]);
const named = stored([{ type: 'BODY', text: 'Hello {{first_name}}' }], 'NAMED');
const buttons = stored([
  { type: 'BODY', text: 'hi' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'URL', url: 'https://x/{{1}}' },
      { type: 'QUICK_REPLY' },
      { type: 'URL', url: 'https://x' },
    ],
  },
]);
const coupon = stored([
  { type: 'BODY', text: 'hi' },
  { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE' }] },
]);
const urlValue = button('url', 0, { type: 'text', text: 'spring' });

test.each([
  ['all parameters', three, [body('a', 'b', 'c')]],
  ['an image', image, [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x' } }] }]],
  [
    'named parameters',
    named,
    [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ada' }] }],
  ],
  ['a url suffix', buttons, [urlValue]],
  [
    'a quick reply with payload',
    buttons,
    [urlValue, button('quick_reply', 1, { type: 'payload', payload: 'stop' })],
  ],
  ['a coupon', coupon, [button('copy_code', 0, { type: 'coupon_code', coupon_code: 'X' })]],
  [
    'currency for text',
    stored([{ type: 'BODY', text: '{{1}}' }]),
    [{ type: 'body', parameters: [{ type: 'currency', currency: { fallback_value: '$1' } }] }],
  ],
])('%s fit', (_what, template, sent) => {
  expect(check(template, sent)).toBeUndefined();
});

test.each([
  [
    'two of three parameters',
    three,
    [body('a', 'b')],
    132000,
    'body: number of localizable_params (2) does not match the expected number of params (3)',
  ],
  [
    'no parameters',
    three,
    [],
    132000,
    'body: number of localizable_params (0) does not match the expected number of params (3)',
  ],
  ['no image', image, [], 132012, 'header: Format mismatch, expected IMAGE, received UNKNOWN'],
  [
    'a video for an image',
    image,
    [{ type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] }],
    132012,
    'header: Format mismatch, expected IMAGE, received VIDEO',
  ],
  ['a name missing', named, [body('Ada')], 100, 'Parameter name is missing or empty'],
  ['no url suffix', buttons, [], 131008, 'buttons: Button at index 0 of type Url requires a parameter'],
  [
    'a button that is not there',
    coupon,
    [button('url', 4, { type: 'text', text: 'x' })],
    132018,
    'buttons: the template has no button at index 4',
  ],
  [
    'another kind of button',
    coupon,
    [button('url', 0, { type: 'text', text: 'x' })],
    132012,
    'buttons: Format mismatch, expected COPY_CODE, received URL',
  ],
  [
    'a line break',
    stored([{ type: 'BODY', text: '{{1}}' }]),
    [body('a\nb')],
    132018,
    'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
  ],
  [
    'a text too long',
    stored([{ type: 'BODY', text: '{{1}}' }]),
    [body('x'.repeat(1025))],
    132005,
    'body: the text is longer than 1024 characters',
  ],
])('%s: refused', (_what, template, sent, code, details) => {
  expect(check(template, sent)).toEqual({ code, details });
});

test('cards of a carousel are checked one by one', () => {
  const carousel = stored([
    { type: 'BODY', text: 'hi' },
    { type: 'CAROUSEL', cards: [{ components: [{ type: 'BODY', text: '{{1}}' }] }] },
  ]);
  const cards = (...texts: string[]) => [
    { type: 'carousel', cards: [{ card_index: 0, components: [body(...texts)] }] },
  ];
  expect(check(carousel, cards('a'))).toBeUndefined();
  expect(check(carousel, cards())?.code).toBe(132000);
  expect(check(carousel, [])?.code).toBe(132000);
});
