// Projects: unit (pure, milliseconds), console (components in jsdom), integration (real broker, registry, database), e2e (whole system, own processes).
// Integration and e2e run as ES modules, as production does: docs/decisions/integration-tests-run-as-es-modules.md
import vm from 'node:vm';

const swc = (type) => [
  '@swc/jest',
  { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type } },
];
const base = {
  testEnvironment: 'node',
  // data of running systems, with copies of our code in them
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
};
/**
 * Looked up in the scope of each module: as properties of the global object of a test file they cost a hundred times as much. Not those that
 * a package declares as its own (Boolean, Buffer, Set).
 */
const QUICK_GLOBALS = [
  ...['Array', 'BigInt', 'Error', 'Infinity', 'JSON', 'Map', 'Math', 'Number'],
  ...['Object', 'Promise', 'String', 'Symbol'],
];
const commonJs = {
  ...base,
  sandboxInjectedGlobals: QUICK_GLOBALS,
  transform: { '^.+\\.[mc]?[tj]s$': swc('commonjs') },
  transformIgnorePatterns: [
    '/node_modules/(?!(@platformatic|listr2|log-update|csv-stringify|csv-parse|whatsapp-api-js|typebox|jose|openid-client|oauth4webapi)/|mongodb/lib/runtime_adapters)',
  ],
};
/** Components: JSX, and packages for browsers alone. */
const inBrowser = {
  '^.+\\.[mc]?[tj]sx?$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic' } },
      },
      module: { type: 'commonjs' },
    },
  ],
};
const esModules = {
  ...base,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc('es6') },
  setupFilesAfterEnv: ['./test/support/jest-global.ts'],
};
const flagged = 'SourceTextModule' in vm;
if (
  !flagged &&
  /jest/.test(process.argv[1] ?? '') &&
  !process.argv.some((one) => ['unit', 'console'].includes(one))
)
  console.warn('Without --experimental-vm-modules these tests run as CommonJS; npm test runs ES modules.');
const real = {
  ...(flagged ? esModules : commonJs),
  globalSetup: './test/support/real-parts-setup.ts',
  globalTeardown: './test/support/real-parts-teardown.ts',
};
export default {
  maxWorkers: 2,
  // the machine may be slow; no test measures time, and what is waited for in vain says so first (test-system.ts)
  testTimeout: 240_000,
  projects: [
    {
      ...commonJs,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/unit/console/'],
    },
    {
      ...base,
      displayName: 'console',
      testEnvironment: './test/unit/console/browser-environment.mjs',
      testMatch: ['<rootDir>/test/unit/console/**/*.test.{ts,tsx}'],
      transform: inBrowser,
      moduleNameMapper: { '\\.(css|svg)$': '<rootDir>/test/unit/console/empty-module.ts' },
      transformIgnorePatterns: [
        '/node_modules/(?!(use-intl|openapi-fetch|intl-messageformat|@formatjs|csv-parse)/)',
      ],
    },
    {
      ...real,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,contract}/**/*.test.ts'],
    },
    { ...real, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    { ...real, displayName: 'e2e', testMatch: ['<rootDir>/test/{e2e,faults}/**/*.test.ts'] },
  ],
};
