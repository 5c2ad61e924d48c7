// Three projects: unit (pure, milliseconds), integration (real broker, registry, database), e2e (whole system, own processes).
const base = {
  testEnvironment: 'node',
  // tests run as CommonJS: jest cannot load ESM without flags; entries with import.meta are never imported by tests
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // data of running systems, with copies of our code in them
  modulePathIgnorePatterns: ['<rootDir>/.data/'],
  transformIgnorePatterns: [
    '/node_modules/(?!(listr2|csv-stringify|csv-parse|whatsapp-api-js|typebox|jose)/|mongodb/lib/runtime_adapters)',
  ],
};
const real = {
  ...base,
  globalSetup: './test/support/real-parts-setup.ts',
  globalTeardown: './test/support/real-parts-teardown.ts',
};
export default {
  maxWorkers: 2,
  // the machine may be slow; no test measures time
  testTimeout: 60_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...real,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,contract}/**/*.test.ts'],
    },
    { ...real, displayName: 'e2e', testMatch: ['<rootDir>/test/{e2e,faults}/**/*.test.ts'] },
  ],
};
