import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const services = readdirSync('services', { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name);
const isProcess = (name) => name !== 'domain' && name !== 'platform';

/** Imports go one way: a process → platform, domain, schemas, config. Never process → process; domain → nothing. */
const boundaries = services.map((name) => {
  const forbidden = services.filter((other) => other !== name && (isProcess(other) || name === 'domain'));
  const groups = forbidden.map((other) => `**/${other}/**`);
  // domain is pure words and rules: nothing of the outside, no schemas, no settings
  if (name === 'domain') groups.push('**/schemas/**', '**/config/**', 'node:fs', 'node:http', 'mongodb');
  if (name === 'platform') groups.push('**/domain/**');
  // kafkajs and mongodb drivers stay behind the platform; stores may use mongodb types
  if (name !== 'platform') groups.push('kafkajs');
  return {
    files: [`services/${name}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: groups,
              message: `services/${name} may not import this (CONTRIBUTING.md, "Imports go one way")`,
            },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.data/',
      '.cache/',
      'coverage/',
      'schemas/types.ts',
      'services/console/',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
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
  ...boundaries,
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
);
