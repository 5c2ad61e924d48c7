/** Every text is an ICU message that can be shown, in every language with the same values. */
import { IntlMessageFormat } from 'intl-messageformat';
import { firstLanguage, localeOf } from '../../../../services/console/src/words/language.tsx';
import { en } from '../../../../services/console/src/words/en.ts';
import { ja } from '../../../../services/console/src/words/ja.ts';

type Tree = { [key: string]: string | Tree };
const texts = (tree: Tree, path = ''): Array<[string, string]> =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : texts(value, `${path}${key}.`),
  );
const valuesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name))].sort();

const english = new Map(texts(en));
const japanese = new Map(texts(ja));

test.each([...english.keys()])('%s', (key) => {
  for (const [language, all] of [
    ['en', english],
    ['ja', japanese],
  ] as const)
    expect(() => new IntlMessageFormat(all.get(key) ?? '', language)).not.toThrow();
  const wanted = valuesIn(english.get(key) ?? '');
  expect(valuesIn(japanese.get(key) ?? '').filter((name) => !wanted.includes(name))).toEqual([]);
});

test('the language is the one that was chosen, else the first of the browser that there is', () => {
  expect(firstLanguage('ja', ['en-US'])).toBe('ja');
  expect(firstLanguage(null, ['fr-FR', 'ja-JP', 'en'])).toBe('ja');
  expect(firstLanguage({ odd: true }, ['fr'])).toBe('en');
  expect(localeOf('en', ['ja', 'en-GB'])).toBe('en-GB');
});
