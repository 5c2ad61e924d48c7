import { dirname, relative, resolve, sep } from 'node:path';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Libraries hold what several processes need, and what each may import of the others. A process may import all of them. */
const libraries = {
  domain: [],
  platform: [],
  audit: ['domain', 'platform'],
  access: ['domain', 'platform', 'audit'],
  ledger: ['domain', 'platform'],
  commands: ['domain', 'platform', 'audit'],
  queries: ['domain', 'platform'],
  tracing: ['domain', 'platform'],
  people: ['domain', 'platform', 'ledger'],
  retention: ['domain', 'platform', 'ledger'],
  subscriptions: ['domain', 'platform', 'audit', 'access', 'commands'],
};
/** Speaks to the API alone: of our code it knows the rules. */
const browserRooms = { console: ['domain'] };
/** Parts of test/ that drive whole processes and never reach into one. */
const outsiders = ['test/faults'];

/** Imports go one way: process → library → domain → nothing; never process → process (CONTRIBUTING.md). */
function mayImport(from, to) {
  const [top, name] = from;
  const [targetTop, target] = to;
  if (top === 'schemas') return targetTop === 'schemas';
  if (top === 'config') return targetTop === 'config' || targetTop === 'schemas';
  if (top === 'services') {
    if (name in browserRooms)
      return targetTop === 'services' && (target === name || browserRooms[name].includes(target));
    if (name === 'domain') return targetTop === 'services' && target === 'domain';
    if (targetTop === 'schemas' || targetTop === 'config') return true;
    if (targetTop !== 'services') return false;
    return target === name || (libraries[name] ?? Object.keys(libraries)).includes(target);
  }
  if (targetTop !== 'services') return true;
  return target in libraries || (top === 'test' && !outsiders.includes(`test/${name}`));
}

const rooms = {
  rules: {
    'one-way': {
      create: (context) => {
        const from = relative(import.meta.dirname, context.filename).split(sep);
        const check = (node) => {
          const specifier = node.source?.value;
          if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
          const to = relative(import.meta.dirname, resolve(dirname(context.filename), specifier)).split(sep);
          if (!mayImport(from, to))
            context.report({
              node,
              message: `${from.slice(0, 2).join('/')} may not import ${to.slice(0, 2).join('/')} (CONTRIBUTING.md, "Imports go one way")`,
            });
        };
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.data/',
      '.cache/',
      'coverage/',
      'schemas/types.ts',
      'services/console/src/api/schema.ts',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  // both programs are made once; the project service would look at them anew with each file, which takes half as long again
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'test/unit/console/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // `const { left, out, ...kept } = all` leaves fields out
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from config/env.ts.' },
      ],
    },
  },
  { files: ['config/env.ts', 'test/**', 'deploy/**'], rules: { 'no-restricted-properties': 'off' } },
  // tests look into JSON and expectations freely
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // clock, chance and timers come in as arguments of pure code
  {
    files: ['services/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'process'],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'now is an argument',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'chance is an argument',
        },
      ],
    },
  },
  { plugins: { rooms }, rules: { 'rooms/one-way': 'error' } },
  // what a person can hold in mind: a function of at most 80 lines, a file of at most 280
  {
    files: ['{services,schemas,deploy,config}/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true, IIFEs: true }],
      'max-lines': ['error', { max: 280, skipBlankLines: true, skipComments: true }],
    },
  },
  // a component's markup is one expression
  {
    files: ['services/console/**/*.tsx'],
    rules: {
      'max-lines-per-function': [
        'error',
        { max: 200, skipBlankLines: true, skipComments: true, IIFEs: true },
      ],
    },
  },
  // tables of data: one place to look at
  {
    files: [
      'schemas/{metrics,topics}.ts',
      'services/domain/contact/{currency-signs,opt-out-words}.ts',
      'services/simulator/rules/documented-errors.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['services/console/**/*.{ts,tsx}', 'test/unit/console/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // a text may hold an apostrophe, and an event needs no answer
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  // Kafka's clients stay behind the platform; stores may use mongodb types; domain knows nothing of the outside
  {
    files: ['services/**/*.ts'],
    ignores: ['services/platform/**', 'services/domain/**'],
    rules: { 'no-restricted-imports': ['error', 'kafkajs', '@platformatic/kafka'] },
  },
  {
    files: ['services/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', 'kafkajs', '@platformatic/kafka', 'mongodb', 'node:fs', 'node:http'],
    },
  },
  // the judge of the fault suite shares nothing with what it judges
  {
    files: ['test/faults/checker/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\./|node:)',
              message: 'test/faults/checker imports only its own files and node: modules',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/faults/checker/months/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\./|\\.\\./[a-z-]+\\.ts$|node:)',
              message: 'test/faults/checker imports only its own files and node: modules',
            },
          ],
        },
      ],
    },
  },
);
