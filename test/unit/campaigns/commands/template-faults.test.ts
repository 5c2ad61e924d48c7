import type { ButtonBinding, TemplateBinding, TemplateUse } from '../../../../schemas/types.ts';
import { templateFaults } from '../../../../services/campaigns/commands/template-faults.ts';

const column = (name: string, overrides: Partial<TemplateBinding> = {}): TemplateBinding => ({
  name: null,
  column: name,
  value: null,
  ...overrides,
});
const constant = (value: string | null, overrides: Partial<TemplateBinding> = {}): TemplateBinding => ({
  name: null,
  column: null,
  value,
  ...overrides,
});
const part = (name: string, value: string) => ({ name, column: null, value });
const button = (index: number, subType = 'url'): ButtonBinding => ({ index, subType, binding: column('id') });
const faultyFields = (overrides: Partial<TemplateUse>): Array<string | null> =>
  templateFaults({ name: 'offer_1', language: 'en_US', header: [], body: [], buttons: [], ...overrides }, [
    'id',
    'name',
  ]).map(({ field }) => field);

it.each<[string, Partial<TemplateUse>]>([
  ['no parameters', {}],
  ['columns', { header: [column('name')], body: [column('name'), column('id')], buttons: [button(0)] }],
  ['a constant', { body: [{ name: null, column: null, value: 'Hello' }] }],
  ['a column with a default', { body: [column('name', { value: 'friend' })] }],
  ['named parameters', { body: [column('name', { name: 'first' }), column('id', { name: 'order' })] }],
  ['a language without country', { language: 'de' }],
  ['a language with script', { language: 'zh_HK' }],
  ['an image', { header: [constant('https://example.com/a.png', { kind: 'IMAGE' })] }],
  [
    'a document by id',
    { header: [constant('123456', { kind: 'DOCUMENT', parts: [part('filename', 'a.pdf')] })] },
  ],
  [
    'a location',
    {
      header: [
        constant(null, { kind: 'LOCATION', parts: [part('latitude', '52.5'), part('longitude', '-13,4')] }),
      ],
    },
  ],
  ['an amount', { body: [column('id', { kind: 'CURRENCY', parts: [part('code', 'eur')] })] }],
  [
    'a date',
    {
      body: [
        column('id', {
          kind: 'DATE_TIME',
          parts: [part('time_zone', 'Asia/Tokyo'), part('style', 'date')],
        }),
      ],
    },
  ],
  [
    'a flow',
    { buttons: [{ ...button(0, 'flow'), binding: column('id', { parts: [part('plan', 'gold')] }) }] },
  ],
  ['an offer', { limitedTimeOffer: constant('2026-03-01', { kind: 'DATE_TIME' }) }],
])('a template with %s can be used', (_, template) => {
  expect(faultyFields(template)).toEqual([]);
});

it.each<[string, Partial<TemplateUse>, string]>([
  ['no name', { name: '' }, 'template.name'],
  ['capitals in its name', { name: 'Offer' }, 'template.name'],
  ['a hyphen in its language', { language: 'en-US' }, 'template.language'],
  ['two header parameters', { header: [column('id'), column('name')] }, 'template.header'],
  ['an unknown column', { body: [column('name'), column('city')] }, 'template.body[1].column'],
  ['a parameter from nowhere', { body: [column('name', { column: null })] }, 'template.body[0]'],
  ['an empty constant', { body: [{ name: null, column: null, value: '' }] }, 'template.body[0]'],
  [
    'named and positional mixed',
    { body: [column('name'), column('id', { name: 'order' })] },
    'template.body',
  ],
  ['a name twice', { body: [column('name', { name: 'a' }), column('id', { name: 'a' })] }, 'template.body'],
  ['an odd parameter name', { body: [column('name', { name: 'First Name' })] }, 'template.body[0].name'],
  ['an unknown button type', { buttons: [button(0, 'catalog')] }, 'template.buttons[0].subType'],
  ['two buttons in one place', { buttons: [button(1), button(1)] }, 'template.buttons[1].index'],
  ['a button outside', { buttons: [button(10)] }, 'template.buttons[0].index'],
  ['an image in its body', { body: [column('id', { kind: 'IMAGE' })] }, 'template.body[0].kind'],
  [
    'an amount on a button',
    { buttons: [{ ...button(0), binding: column('id', { kind: 'CURRENCY' }) }] },
    'template.buttons[0].binding.kind',
  ],
  ['an offer that is text', { limitedTimeOffer: constant('2026-03-01') }, 'template.limitedTimeOffer.kind'],
  ['a link that is none', { header: [constant('a.png', { kind: 'IMAGE' })] }, 'template.header[0].value'],
  [
    'a script for a link',
    { header: [constant('javascript:x()', { kind: 'VIDEO' })] },
    'template.header[0].value',
  ],
  ['an amount without currency', { body: [column('id', { kind: 'CURRENCY' })] }, 'template.body[0].parts'],
  [
    'a currency that there is not',
    { body: [column('id', { kind: 'CURRENCY', parts: [part('code', 'EURO')] })] },
    'template.body[0].parts[0].value',
  ],
  [
    'an amount that is none',
    { body: [constant('much', { kind: 'CURRENCY', parts: [part('code', 'EUR')] })] },
    'template.body[0].value',
  ],
  [
    'a currency from an unknown column',
    { body: [column('id', { kind: 'CURRENCY', parts: [{ name: 'code', column: 'city', value: null }] })] },
    'template.body[0].parts[0].column',
  ],
  [
    'a part that its kind does not have',
    { body: [column('id', { parts: [part('code', 'EUR')] })] },
    'template.body[0].parts[0].name',
  ],
  [
    'a part twice',
    { body: [column('id', { kind: 'CURRENCY', parts: [part('code', 'EUR'), part('code', 'USD')] })] },
    'template.body[0].parts[1].name',
  ],
  [
    'a part from nowhere',
    { body: [column('id', { kind: 'CURRENCY', parts: [part('code', '')] })] },
    'template.body[0].parts[0]',
  ],
  [
    'a date that is none',
    { limitedTimeOffer: constant('soon', { kind: 'DATE_TIME' }) },
    'template.limitedTimeOffer.value',
  ],
  [
    'an unknown zone',
    { body: [column('id', { kind: 'DATE_TIME', parts: [part('time_zone', 'Mars')] })] },
    'template.body[0].parts[0].value',
  ],
  [
    'an odd style',
    { body: [column('id', { kind: 'DATE_TIME', parts: [part('style', 'short')] })] },
    'template.body[0].parts[0].value',
  ],
  [
    'half a location',
    { header: [constant(null, { kind: 'LOCATION', parts: [part('latitude', '1')] })] },
    'template.header[0].parts',
  ],
  [
    'a latitude beyond the pole',
    {
      header: [constant(null, { kind: 'LOCATION', parts: [part('latitude', '91'), part('longitude', '1')] })],
    },
    'template.header[0].parts[0].value',
  ],
  [
    'an odd key of action data',
    { buttons: [{ ...button(0, 'flow'), binding: column('id', { parts: [part('a b', 'x')] }) }] },
    'template.buttons[0].binding.parts[0].name',
  ],
])('a template with %s cannot', (_, template, field) => {
  expect(faultyFields(template)).toEqual([field]);
});
