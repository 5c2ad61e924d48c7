import {
  integrationVersion,
  nextIntegrationVersion,
} from '../../../../services/domain/provider/integration-version.ts';

const at = new Date('2026-01-01T00:00:00.500Z');

test('a new integration has version 1, and each change the next, also within a second', () => {
  expect(nextIntegrationVersion(null)).toBe(1);
  expect(nextIntegrationVersion({ version: 1, modifiedAt: at })).toBe(2);
});

test('one of an earlier release has the second of its latest change, and goes on from there', () => {
  const former = { modifiedAt: at };
  expect(integrationVersion(former)).toBe(at.getTime() / 1_000 - 0.5);
  expect(nextIntegrationVersion(former)).toBe(integrationVersion(former) + 1);
});
