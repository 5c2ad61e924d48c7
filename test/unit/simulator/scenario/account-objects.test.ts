import { blockAfter } from '../../../../services/simulator/limits/account-block.ts';
import { listTemplates, type ListQuery } from '../../../../services/simulator/http/list-templates.ts';
import type { Template } from '../../../../services/simulator/scenario/scenario.ts';
import { selectFields } from '../../../../services/simulator/http/select-fields.ts';
import { nextPause } from '../../../../services/simulator/limits/template-pause.ts';

const HOUR = 3_600_000;

const templates: Template[] = Array.from({ length: 7 }, (_, i) => ({
  id: String(i),
  name: i < 4 ? `spring_${i}` : `autumn_${i}`,
  language: i % 2 ? 'de' : 'en_US',
  status: i === 6 ? 'PAUSED' : 'APPROVED',
  category: i === 5 ? 'UTILITY' : 'MARKETING',
  parameter_format: 'POSITIONAL',
  components: [{ type: 'BODY', text: i === 2 ? 'Hello {{1}}' : 'Hello' }],
}));
const list = (query: ListQuery) =>
  listTemplates(templates, query, 'http://x/v24.0/1/message_templates') as {
    data: { id: string; components: { example?: unknown }[] }[];
    paging?: { cursors: { before: string; after: string }; next?: string; previous?: string };
    summary?: unknown;
  };
const ids = (query: ListQuery): string[] => list(query).data.map(({ id }) => id);

test('a list is read page by page to its end, forwards and back', () => {
  const first = list({ limit: '3' });
  expect(first.data.map(({ id }) => id)).toEqual(['0', '1', '2']);
  expect(first.paging?.next).toContain('limit=3');
  const second = list(Object.fromEntries(new URL(first.paging?.next ?? '').searchParams));
  expect(second.data.map(({ id }) => id)).toEqual(['3', '4', '5']);
  const last = list({ limit: '3', after: second.paging?.cursors.after });
  expect(last.data.map(({ id }) => id)).toEqual(['6']);
  expect(last.paging).not.toHaveProperty('next');
  expect(ids({ limit: '3', before: second.paging?.cursors.before })).toEqual(['0', '1', '2']);
});

test.each<[ListQuery, string[]]>([
  [{ status: 'PAUSED' }, ['6']],
  [{ status: '["PAUSED","REJECTED"]' }, ['6']],
  [{ category: 'utility' }, ['5']],
  [{ language: 'de', name: 'spring' }, ['1', '3']],
  [{ name_or_content: 'hello {{1' }, ['2']],
  [{ quality_score: 'UNKNOWN', name: 'autumn' }, ['4', '5', '6']],
  [{ name: 'winter' }, []],
])('filter %j leaves %j', (query, expected) => {
  expect(ids(query)).toEqual(expected);
});

test('a summary is given when asked for, and a body with placeholders has an example', () => {
  const found = list({
    summary: 'total_count,message_template_count,message_template_limit,are_translations_complete',
    name: 'spring',
  });
  expect(found.summary).toEqual({
    total_count: 4,
    message_template_count: 7,
    message_template_limit: 6000,
    are_translations_complete: true,
  });
  expect(found.data[2]?.components[0]?.example).toEqual({ body_text: [['example']] });
  expect(list({}).summary).toBeUndefined();
});

test.each([
  [undefined, { a: 1, id: '7' }],
  ['b,unknown', { b: 2, id: '7' }],
  ['b{x,y},a.limit(3)', { a: 1, b: 2, id: '7' }],
])('fields=%s', (fields, expected) => {
  expect(selectFields({ id: '7', a: 1, b: 2 }, fields, ['a'])).toEqual(expected);
});

test('a bad template is paused for 3 h, then for 6 h, then disabled', () => {
  expect([0, 1, 2].map((before) => nextPause(before))).toEqual([
    { status: 'PAUSED', title: 'FIRST_PAUSE', forMs: 3 * HOUR },
    { status: 'PAUSED', title: 'SECOND_PAUSE', forMs: 6 * HOUR },
    { status: 'DISABLED', title: 'DISABLED', forMs: undefined },
  ]);
});

test.each([
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, undefined, 131031],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, 131031, undefined],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }, undefined, undefined],
  [{ event: 'ACCOUNT_RESTRICTION' }, undefined, 368],
  [{ event: 'ACCOUNT_VIOLATION' }, undefined, undefined],
])('after %j the block %p becomes %p', (value, before, after) => {
  expect(blockAfter(before, value)).toBe(after);
});
