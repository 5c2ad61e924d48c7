import { InvalidInput } from '../../../services/domain/refused.ts';
import {
  allOf,
  joinCursor,
  limitOf,
  MAX_PAGE,
  pageOf,
  splitCursor,
  type PageRequest,
} from '../../../services/queries/page.ts';

const things = Array.from({ length: 2_500 }, (_, index) => String(index).padStart(5, '0'));
const read = async (request: PageRequest) => {
  const found = things.filter((name) => name > (request.after ?? '')).slice(0, limitOf(request));
  return pageOf(found, request, (name) => name);
};

it('pages follow each other without gap or repeat, and the last one says so', async () => {
  const all: string[] = [];
  for await (const thing of allOf(read)) all.push(thing);
  expect(all).toEqual(things);
  expect(await read({ size: 500, after: '01999' })).toMatchObject({ next: null });
  expect((await read({ size: 500, after: '01998' })).next).toBe('02498');
});

it('no page is larger than the limit', () => {
  for (const size of [0, MAX_PAGE + 1, 1.5])
    expect(() => limitOf({ size, after: null })).toThrow(InvalidInput);
});

it('a cursor of parts comes back as it was, and anything else is refused', () => {
  expect(splitCursor(joinCursor('a:b', ''), 2)).toEqual(['a:b', '']);
  for (const wrong of ['', 'x', joinCursor('one')]) expect(() => splitCursor(wrong, 2)).toThrow(InvalidInput);
});
