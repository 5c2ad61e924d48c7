/** Calls of a command line that nobody means, made from its own commands: options without values, twice, unknown; values of every wrong kind. */
import type { Command, Option } from 'commander';
import fc from 'fast-check';

type Leaf = { path: string[]; command: Command };

/** No path among them leads out of the working directory: a call may write where it is told to. */
const values = fc.oneof(
  fc.constantFrom('', ' ', '-1', '0', '1', 'NaN', '1e400', '1.5', '9007199254740993', '٣', 'x'.repeat(5_000)),
  fc.constantFrom(
    '2026-02-30',
    '9999-99-99T99:99Z',
    'yesterday',
    '+275760-09-13',
    '1970-01-01',
    'mon 25:00-26:00',
  ),
  fc.constantFrom(
    '{}',
    '[]',
    '{"a":',
    'null',
    '"',
    '{"__proto__":{"a":1}}',
    '[[[[',
    '{"clauses":[{"predicates":null}]}',
  ),
  fc.constantFrom(
    'a:b:c',
    ':',
    ',',
    ',,',
    '=',
    'a=b',
    '\\,',
    '漢字',
    '👩‍👩‍👧',
    '\ud800',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    '.',
    'missing.csv',
    'folder',
    'garbage.csv',
    'garbage.json',
    'http://127.0.0.1:9/',
    'file:///x',
    '0-0',
    '7-99',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[/\0]/.test(text)),
);

/** Of `--follow` nobody waits for the end. */
const ENDLESS_OR_HELP = ['--help', '--follow'];

/** @returns every command that does something, with the words that lead to it */
export function leavesOf(command: Command, path: readonly string[] = []): Leaf[] {
  if (command.commands.length === 0) return [{ path: [...path], command }];
  return command.commands.flatMap((sub) => leavesOf(sub, [...path, sub.name()]));
}

const wordsOf = (option: Option, value: fc.Arbitrary<string>): fc.Arbitrary<string[]> => {
  const name = option.long ?? option.short ?? '';
  if (!option.required && !option.optional) return fc.constant([name]);
  const of = option.argChoices ? fc.oneof(value, fc.constantFrom(...option.argChoices)) : value;
  return fc.oneof(
    { weight: 8, arbitrary: of.map((one) => [name, one]) },
    { weight: 2, arbitrary: of.map((one) => [`${name}=${one}`]) },
    { weight: 1, arbitrary: fc.constant<string[]>([name]) },
  );
};

/** What a call can do wrong beside its values. */
const strange = fc.oneof(
  { weight: 12, arbitrary: fc.constant<string[]>([]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<string[]>(['--nonsense'], ['-x'], ['--'], ['--json=no'], ['surplus']),
  },
);

/**
 * Arguments for one command: mostly with what it demands, so that what looks behind the demand is tried as well.
 * @param real the name of things that exist
 */
export function garbageArguments({ path, command }: Leaf, real: string): fc.Arbitrary<string[]> {
  const value = fc.oneof({ weight: 2, arbitrary: values }, { weight: 1, arbitrary: fc.constant(real) });
  const options = command.options.filter(({ long }) => !ENDLESS_OR_HELP.includes(long ?? ''));
  const demanded = options.filter(({ mandatory }) => mandatory);
  const may =
    options.length > 0
      ? fc.array(
          fc.constantFrom(...options).chain((option) => wordsOf(option, value)),
          { maxLength: 4 },
        )
      : fc.constant<string[][]>([]);
  const all = command.registeredArguments;
  const few = all.filter(({ required }) => required).length;
  const places = fc.oneof(
    { weight: 9, arbitrary: fc.array(value, { minLength: few, maxLength: all.length }) },
    { weight: 1, arbitrary: fc.array(value, { maxLength: all.length + 1 }) },
  );
  return fc
    .tuple(places, fc.tuple(...demanded.map((option) => wordsOf(option, value))), may, strange)
    .map(([given, must, more, odd]) => [...path, ...must.flat(), ...more.flat(), ...odd, ...given]);
}
