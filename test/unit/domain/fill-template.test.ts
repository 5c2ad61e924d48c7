import { boundColumns, fillTemplate } from '../../../services/domain/fill-template.ts';

type Template = Parameters<typeof fillTemplate>[0];
const template = (changes: Partial<Template> = {}): Template => ({
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
const column = (name: string, value: string | null = null) => ({ name: null, column: name, value });

test('header, body and button parameters come from the contact’s columns, in order, by name or position', () => {
  const filled = fillTemplate(
    template({
      header: [column('city')],
      body: [{ name: 'first_name', column: 'first', value: null }, column('amount')],
      buttons: [{ index: 1, subType: 'url', binding: column('code') }],
    }),
    cells({ city: 'Bonn', first: 'Ann', amount: '5', code: 'x1' }),
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
  const body = [column('first', 'friend'), { name: null, column: null, value: 'today' }];
  expect(fillTemplate(template({ body }), cells({ first: '  ' }))).toMatchObject({
    body: [{ text: 'friend' }, { text: 'today' }],
  });
});

test('without value and default the column is named, or the parameter where no column is bound', () => {
  expect(fillTemplate(template({ body: [column('first')] }), cells({}))).toEqual({ missing: 'first' });
  expect(fillTemplate(template({ body: [column('first')] }), cells({ first: ' ' }))).toEqual({
    missing: 'first',
  });
  expect(fillTemplate(template({ body: [{ name: 'code', column: null, value: '' }] }), cells({}))).toEqual({
    missing: 'code',
  });
});

test('columns bound twice are named once', () => {
  const body = [column('first'), column('city'), column('first')];
  expect(boundColumns(template({ body }))).toEqual(['first', 'city']);
});
