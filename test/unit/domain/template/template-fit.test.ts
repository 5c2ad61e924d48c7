import fc from 'fast-check';
import {
  roomOf,
  standingOf,
  type StoredComponent,
  type StoredTemplate,
} from '../../../../services/domain/template/stored-template.ts';
import type {
  Binding,
  ParameterKind,
  TemplateUse,
} from '../../../../services/domain/template/template-binding.ts';
import {
  templateBreakage,
  templateUseFaults,
  type FoundTemplate,
} from '../../../../services/domain/template/template-fit.ts';

const found = (components: StoredComponent[], changes: Partial<StoredTemplate> = {}): FoundTemplate => ({
  stored: {
    name: 'offer',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    parameterFormat: 'POSITIONAL',
    components,
    ...changes,
  },
  languages: ['en_US'],
});
const body = (text: string): StoredComponent => ({ type: 'BODY', text });
const header = (format: string, text?: string): StoredComponent => ({
  type: 'HEADER',
  format,
  ...(text ? { text } : {}),
});
const buttons = (...list: { type: string; url?: string }[]): StoredComponent => ({
  type: 'BUTTONS',
  buttons: list,
});
const bound = (kind?: ParameterKind, name: string | null = null): Binding => ({
  name,
  column: 'x',
  value: null,
  ...(kind ? { kind } : {}),
});
const button = (index: number, subType: string) => ({ index, subType, binding: bound() });
const use = (changes: Partial<TemplateUse> = {}): TemplateUse => ({
  name: 'offer',
  language: 'en_US',
  header: [],
  body: [],
  buttons: [],
  ...changes,
});
const said = (
  template: TemplateUse,
  account: FoundTemplate,
  endpoint: 'MESSAGES' | 'MARKETING_MESSAGES' = 'MESSAGES',
) => templateUseFaults(template, account, endpoint).map(({ code, field }) => `${field} ${code}`);

const MISMATCH = 'CAMPAIGN_CONTENT_TEMPLATE_SUBSTITUTION_MISMATCH';
const named = { parameterFormat: 'NAMED' as const };
const url = { type: 'URL', url: 'https://example.com/{{1}}' };

test.each<[string, TemplateUse, FoundTemplate]>([
  ['text without parameters', use(), found([body('Hello')])],
  [
    'as many as the body has, whatever their kind',
    use({ body: [bound(), bound('CURRENCY')] }),
    found([body('{{2}} {{1}} {{1}}')]),
  ],
  ['names', use({ body: [bound('TEXT', 'b'), bound('TEXT', 'a')] }), found([body('{{a}} {{b}}')], named)],
  ['a text header', use({ header: [bound()] }), found([header('TEXT', 'For {{1}}'), body('x')])],
  ['an image', use({ header: [bound('IMAGE')] }), found([header('IMAGE'), body('x')])],
  [
    'a button’s address',
    use({ buttons: [button(1, 'url')] }),
    found([body('x'), buttons({ type: 'QUICK_REPLY' }, url)]),
  ],
  [
    'a one-time password',
    use({ body: [bound()], buttons: [button(0, 'url')] }),
    found([body('{{1}}'), buttons({ type: 'OTP' })]),
  ],
  ['a flow without parameters', use(), found([body('x'), buttons({ type: 'FLOW' })])],
  [
    'an offer',
    use({ limitedTimeOffer: bound('DATE_TIME') }),
    found([body('x'), { type: 'LIMITED_TIME_OFFER' }]),
  ],
  ['an offer without end', use(), found([body('x'), { type: 'LIMITED_TIME_OFFER', hasExpiration: false }])],
])('what fits is used: %s', (_, template, account) => {
  expect(said(template, account)).toEqual([]);
});

test.each<[string, TemplateUse, FoundTemplate, string[]]>([
  ['too few', use({ body: [bound()] }), found([body('{{1}} {{2}}')]), ['template.body']],
  ['too many', use({ body: [bound()] }), found([body('Hello')]), ['template.body']],
  [
    'names for numbers',
    use({ body: [bound('TEXT', 'a')] }),
    found([body('{{1}}')]),
    ['template.body[0].name'],
  ],
  ['numbers for names', use({ body: [bound()] }), found([body('{{a}}')], named), ['template.body[0].name']],
  [
    'other names',
    use({ body: [bound('TEXT', 'c')] }),
    found([body('{{a}} {{b}}')], named),
    ['template.body[0].name', 'template.body', 'template.body'],
  ],
  ['no medium', use(), found([header('VIDEO'), body('x')]), ['template.header']],
  [
    'another medium',
    use({ header: [bound('IMAGE')] }),
    found([header('VIDEO'), body('x')]),
    ['template.header[0].kind'],
  ],
  [
    'a medium for a text',
    use({ header: [bound('IMAGE')] }),
    found([header('TEXT', 'Hi'), body('x')]),
    ['template.header[0].kind'],
  ],
  ['a header where there is none', use({ header: [bound()] }), found([body('x')]), ['template.header']],
  ['a missing address', use(), found([body('x'), buttons(url)]), ['template.buttons']],
  ['a missing code', use(), found([body('x'), buttons({ type: 'COPY_CODE' })]), ['template.buttons']],
  [
    'a button that is not there',
    use({ buttons: [button(2, 'url')] }),
    found([body('x'), buttons()]),
    ['template.buttons[0].index'],
  ],
  [
    'another type',
    use({ buttons: [button(0, 'url')] }),
    found([body('x'), buttons({ type: 'QUICK_REPLY' })]),
    ['template.buttons[0].subType'],
  ],
  [
    'a call button',
    use({ buttons: [button(0, 'url')] }),
    found([body('x'), buttons({ type: 'PHONE_NUMBER' })]),
    ['template.buttons[0].subType'],
  ],
  [
    'a fixed address',
    use({ buttons: [button(0, 'url')] }),
    found([body('x'), buttons({ type: 'URL', url: 'https://example.com' })]),
    ['template.buttons[0]'],
  ],
  [
    'no end of the offer',
    use(),
    found([body('x'), { type: 'LIMITED_TIME_OFFER' }]),
    ['template.limitedTimeOffer'],
  ],
  [
    'an offer that is not there',
    use({ limitedTimeOffer: bound('DATE_TIME') }),
    found([body('x')]),
    ['template.limitedTimeOffer'],
  ],
])('what does not fit is told with its field: %s', (_, template, account, fields) => {
  expect(said(template, account)).toEqual(fields.map((field) => `${field} ${MISMATCH}`));
});

test('an unknown template names the languages that there are', () => {
  const [fault] = templateUseFaults(use(), { stored: null, languages: ['de', 'fr'] }, 'MESSAGES');
  expect(fault).toMatchObject({ code: 'content.template.not.found', field: 'template.language' });
  expect(fault?.message).toContain('it has it in de, fr');
  expect(said(use(), { stored: null, languages: [] })).toEqual(['template.name content.template.not.found']);
});

test('only marketing templates go by marketing_messages; a carousel cannot be filled', () => {
  const utility = found([body('x')], { category: 'UTILITY' });
  expect(said(use(), utility)).toEqual([]);
  expect(said(use(), utility, 'MARKETING_MESSAGES')).toEqual(['template.category content.template.invalid']);
  expect(said(use(), found([body('x'), { type: 'CAROUSEL' }]))).toEqual([
    'template content.template.invalid',
  ]);
});

test.each([
  ['APPROVED', 'usable', true, false],
  ['PAUSED', 'waiting', false, false],
  ['PENDING', 'waiting', false, false],
  ['IN_APPEAL', 'waiting', false, false],
  ['REJECTED', 'broken', false, true],
  ['DISABLED', 'broken', false, true],
  ['PENDING_DELETION', 'broken', false, true],
  ['DELETED', 'broken', false, true],
  ['LIMIT_EXCEEDED', 'broken', false, true],
  ['ARCHIVED', 'broken', false, true],
  // what we do not know: nobody begins with it, and nothing that runs is broken by it
  ['SOMETHING_NEW', 'unclear', false, false],
])('%s is %s', (status, standing, mayBegin, breaks) => {
  const account = found([body('x')], { status });
  expect(standingOf({ status })).toBe(standing);
  expect(said(use(), account)).toEqual(mayBegin ? [] : ['template content.template.invalid']);
  expect(templateBreakage(use(), account, 'MESSAGES').length > 0).toBe(breaks);
});

test('a template that was edited so that bindings do not fit any more breaks its campaigns', () => {
  const edited = found([body('{{1}} {{2}}')]);
  expect(templateBreakage(use({ body: [bound()] }), edited, 'MESSAGES')).toMatchObject([{ code: MISMATCH }]);
});

test('room is what the template’s own text leaves', () => {
  const account = found([
    header('TEXT', 'For {{1}}'),
    body('Hi {{1}}!'),
    buttons({ type: 'QUICK_REPLY' }, url),
  ]);
  expect(account.stored && roomOf(account.stored)).toEqual({
    header: 60 - 'For '.length,
    body: 1_024 - 'Hi !'.length,
    url: [2_000, 2_000 - 'https://example.com/'.length],
  });
});

test('whatever is bound and whatever the template has: as many bindings as placeholders fit, others do not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (wanted, given) => {
      const text = Array.from({ length: wanted }, (_, at) => `{{${at + 1}}}`).join(' ');
      const template = use({ body: Array.from({ length: given }, () => bound()) });
      expect(said(template, found([body(text)])).length === 0).toBe(wanted === given);
    }),
  );
});
