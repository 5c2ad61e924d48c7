import fc from 'fast-check';
import {
  fillTemplate,
  parameterTexts,
  templateWith,
} from '../../../../services/domain/template/fill-template.ts';
import {
  boundColumns,
  type Binding,
  type ParameterKind,
  type TemplateUse,
} from '../../../../services/domain/template/template-binding.ts';

const template = (changes: Partial<TemplateUse> = {}): TemplateUse => ({
  name: 'offer',
  language: 'en_US',
  header: [],
  body: [],
  buttons: [],
  ...changes,
});
const cells =
  (contact: Record<string, string>) =>
  (column: string): string | undefined =>
    contact[column];
const column = (name: string, value: string | null = null): Binding => ({ name: null, column: name, value });
const constant = (value: string): Binding => ({ name: null, column: null, value });
const part = (name: string, from: Binding) => ({ name, column: from.column, value: from.value });
const kind = (of: ParameterKind, main: Binding, ...parts: ReturnType<typeof part>[]): Binding => ({
  ...main,
  kind: of,
  parts,
});
const fill = (use: TemplateUse, contact: Record<string, string>, timeZone = 'UTC') =>
  fillTemplate(use, cells(contact), { timeZone });
/** What the body's only parameter becomes. */
const filledBody = (binding: Binding, contact: Record<string, string>, language = 'en_US', zone = 'UTC') => {
  const filled = fill(template({ language, body: [binding] }), contact, zone);
  return 'reason' in filled ? `${filled.reason}: ${filled.detail}` : filled.body[0];
};

test('header, body and button parameters come from the contact’s columns, in order, by name or position', () => {
  const filled = fill(
    template({
      header: [column('city')],
      body: [{ name: 'first_name', column: 'first', value: null }, column('amount')],
      buttons: [{ index: 1, subType: 'url', binding: column('code') }],
    }),
    { city: 'Bonn', first: 'Ann', amount: '5', code: 'x1' },
  );
  expect(filled).toEqual({
    name: 'offer',
    language: 'en_US',
    header: [{ name: null, text: 'Bonn' }],
    body: [
      { name: 'first_name', text: 'Ann' },
      { name: null, text: '5' },
    ],
    buttons: [{ index: 1, subType: 'url', text: 'x1' }],
  });
});

test('an empty cell takes the default beside the column; a constant needs no column', () => {
  const body = [column('first', 'friend'), constant('today')];
  expect(fill(template({ body }), { first: '  ' })).toMatchObject({
    body: [{ text: 'friend' }, { text: 'today' }],
  });
});

test('without value and default the column is named, or the parameter where no column is bound', () => {
  const missing = (detail: string) => ({ reason: 'MISSING_PARAMETER', detail });
  expect(fill(template({ body: [column('first')] }), {})).toEqual(missing('column "first" is empty'));
  expect(fill(template({ body: [column('first')] }), { first: ' ' })).toEqual(
    missing('column "first" is empty'),
  );
  expect(fill(template({ body: [{ ...constant(''), name: 'code' }] }), {})).toEqual(
    missing('the parameter code has no value'),
  );
  const amount = kind('CURRENCY', column('due'), part('code', column('currency')));
  expect(fill(template({ body: [amount] }), { due: '5' })).toEqual(missing('column "currency" is empty'));
});

test('columns bound twice are named once, those of parts too', () => {
  const amount = kind('CURRENCY', column('due'), part('code', column('currency')));
  const body = [column('first'), column('city'), column('first'), amount];
  expect(boundColumns(template({ body, limitedTimeOffer: column('until') }))).toEqual([
    'first',
    'city',
    'due',
    'currency',
    'until',
  ]);
});

test('line breaks, tabs and long gaps, which the provider refuses in texts, become spaces', () => {
  expect(filledBody(column('note'), { note: 'a\r\nb\tc       d' })).toEqual({
    name: null,
    text: 'a b c    d',
  });
});

test('a medium is a link or a media id; a document may have a file name', () => {
  const header = [kind('DOCUMENT', column('pdf'), part('filename', column('file')))];
  expect(fill(template({ header }), { pdf: 'https://example.com/a.pdf', file: 'Invoice.pdf' })).toMatchObject(
    {
      header: [{ kind: 'DOCUMENT', text: 'https://example.com/a.pdf', fields: { filename: 'Invoice.pdf' } }],
    },
  );
  expect(fill(template({ header }), { pdf: '1234567890' })).toMatchObject({
    header: [{ kind: 'DOCUMENT', text: '1234567890', fields: {} }],
  });
  for (const pdf of [
    'example.com/a.pdf',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https:// a',
    'https://',
  ])
    expect(fill(template({ header }), { pdf })).toEqual({
      reason: 'INVALID_PARAMETER',
      detail: 'column "pdf" holds a value that is neither an http(s) link nor a media id',
    });
});

test('a location needs latitude and longitude in decimal degrees', () => {
  const header = [
    kind(
      'LOCATION',
      column('unused', ''),
      part('latitude', column('lat')),
      part('longitude', column('lon')),
      part('name', constant('Shop')),
    ),
  ];
  expect(fill(template({ header }), { lat: '52,52', lon: '-13.405' })).toMatchObject({
    header: [
      { kind: 'LOCATION', text: '', fields: { latitude: '52.52', longitude: '-13.405', name: 'Shop' } },
    ],
  });
  expect(fill(template({ header }), { lat: '91', lon: '0' })).toMatchObject({ reason: 'INVALID_PARAMETER' });
  expect(fill(template({ header }), { lat: '9', lon: 'east' })).toMatchObject({
    detail: expect.stringContaining('column "lon" holds no longitude') as unknown,
  });
});

describe('currency', () => {
  const due = (code: Binding = constant('EUR')) => kind('CURRENCY', column('due'), part('code', code));

  test.each([
    ['en_US', 'USD', '$1,234.50', '$1,234.50', '1234500'],
    ['de', 'EUR', '1.234,50 €', '1.234,50\u00a0€', '1234500'],
    ['pt_BR', 'BRL', '1234.5', 'R$\u00a01.234,50', '1234500'],
    ['ja', 'JPY', '980', '￥980', '980000'],
    ['en_IN', 'INR', '12,34,567', '₹12,34,567.00', '1234567000'],
    ['de_CH', 'CHF', "1'234.50", undefined, '1234500'],
    ['ar', 'KWD', '1.5', undefined, '1500'],
    ['xx_nowhere', 'USD', '-5', '-$5.00', '-5000'],
  ])('in %s, %s %s is shown as people there write it', (language, code, cell, text, thousandths) => {
    const filled = filledBody(due(constant(code)), { due: cell }, language);
    expect(filled).toMatchObject({ kind: 'CURRENCY', fields: { code, amount_1000: thousandths } });
    if (text !== undefined) expect(filled).toMatchObject({ text });
  });

  test.each(['317-981-6233', '(317) 981-6233', '2024-05-01', '5 %', '1/2', 'much', '1e30', '317.981.6233'])(
    '%s is no amount',
    (cell) => {
      expect(filledBody(due(), { due: cell })).toBe('INVALID_PARAMETER: column "due" holds no amount');
    },
  );

  test('the code may come from a column, in any case, and must be one', () => {
    expect(filledBody(due(column('code')), { due: '5', code: 'usd' })).toMatchObject({ text: '$5.00' });
    for (const code of ['EURO', 'XQZ', '€'])
      expect(filledBody(due(column('code')), { due: '5', code })).toBe(
        'INVALID_PARAMETER: column "code" holds no currency code such as EUR',
      );
  });

  test('what is sent is the cell’s amount to the thousandth, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
        const cell = (cents / 100).toFixed(2);
        expect(filledBody(due(), { due: cell })).toMatchObject({
          fields: { amount_1000: String(cents * 10) },
        });
      }),
    );
  });
});

describe('date', () => {
  const on = (...parts: ReturnType<typeof part>[]) => kind('DATE_TIME', column('on'), ...parts);

  test.each([
    ['en_US', '2026-03-01', 'March 1, 2026'],
    ['de', '2026-03-01', '1. März 2026'],
    ['pt_BR', '2026-03-01', '1 de março de 2026'],
    ['ja', '2026-03-01', '2026年3月1日'],
    ['de', '2026-03-01T18:30', '1. März 2026 um 18:30'],
    ['de', '2026-03-01T18:30Z', '1. März 2026 um 19:30'],
  ])('in %s, %s is shown as %s (clocks of Berlin)', (language, cell, text) => {
    expect(filledBody(on(), { on: cell }, language, 'Europe/Berlin')).toMatchObject({
      kind: 'DATE_TIME',
      text,
    });
  });

  test('zone and style may be bound', () => {
    const parts = [part('time_zone', column('zone')), part('style', constant('time'))];
    expect(filledBody(on(...parts), { on: '2026-07-01T12:00Z', zone: 'Asia/Tokyo' }, 'de')).toMatchObject({
      text: '21:00',
    });
    expect(filledBody(on(...parts), { on: '2026-07-01T12:00Z', zone: 'Mars' })).toBe(
      'INVALID_PARAMETER: column "zone" holds no time zone such as Europe/Berlin',
    );
  });

  test.each(['2026-02-30', '03/01/2026', 'soon', '20260301'])('%s is no date', (cell) => {
    expect(filledBody(on(), { on: cell })).toBe(
      'INVALID_PARAMETER: column "on" holds no date such as 2026-03-01 or 2026-03-01T18:00',
    );
  });
});

test('a flow button has a token and action data; an offer has its end', () => {
  const flow = {
    ...column('token'),
    parts: [part('screen', constant('START')), part('plan', column('plan'))],
  };
  const use = template({
    buttons: [{ index: 2, subType: 'flow', binding: flow }],
    limitedTimeOffer: kind('DATE_TIME', column('until')),
  });
  expect(fill(use, { token: 't1', plan: 'gold', until: '2026-03-01' })).toMatchObject({
    buttons: [{ index: 2, subType: 'flow', text: 't1', fields: { screen: 'START', plan: 'gold' } }],
    offerExpiresAt: Date.UTC(2026, 2, 1),
  });
  expect(fill(use, { token: 't1', until: '2026-03-01' })).toMatchObject({ reason: 'MISSING_PARAMETER' });
  expect(fill(use, { token: 't1', plan: 'x', until: 'Sunday' })).toMatchObject({
    reason: 'INVALID_PARAMETER',
  });
});

test('values that are too long for their place are told apart', () => {
  const reasonOf = (use: Partial<TemplateUse>, length: number): string => {
    const filled = fill(template(use), { x: 'x'.repeat(length) });
    return 'reason' in filled ? filled.reason : 'fits';
  };
  const body = [column('x'), column('x')];
  expect([512, 513].map((length) => reasonOf({ body }, length))).toEqual(['fits', 'BODY_VALUE_TOO_LONG']);
  const header = [column('x')];
  expect([60, 61].map((length) => reasonOf({ header }, length))).toEqual(['fits', 'HEADER_VALUE_TOO_LONG']);
  const buttons = [{ index: 0, subType: 'url', binding: column('x') }];
  expect([2_000, 2_001].map((length) => reasonOf({ buttons }, length))).toEqual([
    'fits',
    'BUTTON_URL_VALUE_TOO_LONG',
  ]);
  // a link does not stand in the header's text
  expect(
    fill(template({ header: [kind('IMAGE', constant(`https://a.b/${'x'.repeat(99)}`))] }), {}),
  ).toHaveProperty('header');
});

test('the template’s own text takes its part of the room', () => {
  const use = template({
    body: [column('x')],
    buttons: [{ index: 3, subType: 'url', binding: column('x') }],
  });
  const filled = (length: number) =>
    fillTemplate(use, cells({ x: 'x'.repeat(length) }), {
      timeZone: 'UTC',
      room: { header: 0, body: 10, url: [0, 0, 0, 5] },
    });
  expect(filled(5)).toHaveProperty('body');
  expect(filled(6)).toMatchObject({ reason: 'BUTTON_URL_VALUE_TOO_LONG' });
  expect(filled(11)).toMatchObject({ reason: 'BODY_VALUE_TOO_LONG' });
});

test('what was fixed as texts gives the same message again', () => {
  const source = fc.constantFrom<Binding>(
    column('a'),
    column('b', 'x'),
    constant('c'),
    kind('CURRENCY', constant('5'), part('code', constant('EUR'))),
    kind('DATE_TIME', constant('2026-03-01')),
  );
  const headers = fc.constantFrom<Binding>(
    kind('DOCUMENT', constant('123'), part('filename', column('a'))),
    kind('LOCATION', constant(''), part('latitude', constant('1')), part('longitude', constant('2'))),
    column('b'),
  );
  const use = fc.record({
    header: fc.array(headers, { maxLength: 1 }),
    body: fc.array(source, { maxLength: 4 }),
    limitedTimeOffer: fc.constantFrom(null, kind('DATE_TIME', constant('2026-03-01'))),
  });
  fc.assert(
    fc.property(use, (changes) => {
      const made = template({ ...changes, buttons: [{ index: 0, subType: 'flow', binding: column('b') }] });
      const cellOf = cells({ a: 'A', b: 'B' });
      const fixed = parameterTexts(made, cellOf, { timeZone: 'UTC' });
      if ('reason' in fixed) throw new Error(fixed.detail);
      const stored = JSON.parse(JSON.stringify(fixed.texts)) as string[];
      expect(templateWith(made, stored)).toEqual(fillTemplate(made, cellOf, { timeZone: 'UTC' }));
    }),
  );
});
