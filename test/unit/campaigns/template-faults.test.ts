import type { ButtonBinding, TemplateBinding, TemplateUse } from '../../../schemas/types.ts';
import { templateFaults } from '../../../services/campaigns/template-faults.ts';

const column = (name: string, overrides: Partial<TemplateBinding> = {}): TemplateBinding => ({
  name: null,
  column: name,
  value: null,
  ...overrides,
});
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
  ['an unknown button type', { buttons: [button(0, 'flow')] }, 'template.buttons[0].subType'],
  ['two buttons in one place', { buttons: [button(1), button(1)] }, 'template.buttons[1].index'],
  ['a button outside', { buttons: [button(10)] }, 'template.buttons[0].index'],
])('a template with %s cannot', (_, template, field) => {
  expect(faultyFields(template)).toEqual([field]);
});
