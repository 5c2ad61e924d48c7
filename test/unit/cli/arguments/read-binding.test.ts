import type { TemplateBinding } from '../../../../schemas/types.ts';
import { collectButton, readBinding } from '../../../../services/cli/arguments/read-binding.ts';
import { toTemplate } from '../../../../services/commands/read-template.ts';

const part = (name: string, value: string) => ({ name, column: null, value });

it.each<[string, Partial<TemplateBinding>]>([
  ['first_name', { column: 'first_name' }],
  ['city|your town', { column: 'city', value: 'your town' }],
  ["'Hello, you'", { value: 'Hello, you' }],
  ['town=city|your town', { name: 'town', column: 'city', value: 'your town' }],
  ["greeting='Hi'", { name: 'greeting', value: 'Hi' }],
  ['Total = all', { column: 'Total = all' }],
  ['due: date', { column: 'due: date' }],
  ['date', { column: 'date' }],
  ["image:'https://example.com/a.png'", { value: 'https://example.com/a.png', kind: 'IMAGE' }],
  ['video:clip', { column: 'clip', kind: 'VIDEO' }],
  [
    "document:pdf[filename='Invoice.pdf']",
    { column: 'pdf', kind: 'DOCUMENT', parts: [part('filename', 'Invoice.pdf')] },
  ],
  [
    "location[latitude=lat][longitude=lon][name='The shop']",
    {
      kind: 'LOCATION',
      parts: [
        { name: 'latitude', column: 'lat', value: null },
        { name: 'longitude', column: 'lon', value: null },
        part('name', 'The shop'),
      ],
    },
  ],
  ['currency:eur:balance', { column: 'balance', kind: 'CURRENCY', parts: [part('code', 'EUR')] }],
  [
    'due=currency:balance|0[code=cur|USD]',
    {
      name: 'due',
      column: 'balance',
      value: '0',
      kind: 'CURRENCY',
      parts: [{ name: 'code', column: 'cur', value: 'USD' }],
    },
  ],
  ['date:Member Since', { column: 'Member Since', kind: 'DATE_TIME', parts: [part('style', 'date')] }],
  [
    "datetime:at[time_zone='Asia/Tokyo']",
    { column: 'at', kind: 'DATE_TIME', parts: [part('time_zone', 'Asia/Tokyo'), part('style', 'date_time')] },
  ],
])('takes a parameter from %s', (text, binding) => {
  expect(readBinding(text)).toEqual({ name: null, column: null, value: null, ...binding });
});

it.each([
  ['currency:balance', 'currency:EUR:column'],
  ['location:place', 'location[latitude='],
  ['image[x=y]', 'image:column'],
])('refuses %s and says what was expected', (text, expected) => {
  expect(() => readBinding(text)).toThrow(expected);
});

it('reads a button as index, type and source', () => {
  expect(collectButton('0:url:order_id|none')).toEqual([
    { index: 0, subType: 'url', binding: { name: null, column: 'order_id', value: 'none' } },
  ]);
  expect(collectButton("1:flow:token[plan=plan][screen='START']")).toEqual([
    {
      index: 1,
      subType: 'flow',
      binding: {
        name: null,
        column: 'token',
        value: null,
        parts: [{ name: 'plan', column: 'plan', value: null }, part('screen', 'START')],
      },
    },
  ]);
  expect(() => collectButton('url:order_id')).toThrow('0:url:order_id');
});

it('reads a whole template from JSON, and names what is wrong in it', () => {
  expect(
    toTemplate({
      name: 'a',
      language: 'de',
      body: [{ column: 'x', kind: 'CURRENCY', parts: [{ name: 'code', value: 'EUR' }] }],
    }),
  ).toEqual({
    name: 'a',
    language: 'de',
    header: [],
    body: [{ name: null, column: 'x', value: null, kind: 'CURRENCY', parts: [part('code', 'EUR')] }],
    buttons: [],
  });
  const wrong: [unknown, string][] = [
    [[], 'template is []; expected an object'],
    [{ language: 'de' }, 'template.name is missing; expected a text'],
    [{ name: 'a', language: 'de', foot: [] }, 'unknown field "foot"'],
    [{ name: 'a', language: 'de', body: {} }, 'template.body is {}; expected a list'],
    [{ name: 'a', language: 'de', body: [{ column: 5 }] }, 'template.body[0].column is 5; expected a text'],
    [
      { name: 'a', language: 'de', body: [{ kind: 'AUDIO' }] },
      'template.body[0].kind is "AUDIO"; expected one of TEXT',
    ],
    [
      { name: 'a', language: 'de', buttons: [{ index: '0' }] },
      'template.buttons[0].index is "0"; expected a whole',
    ],
  ];
  for (const [json, message] of wrong) expect(() => toTemplate(json)).toThrow(message);
});
