import { anIntegration, aState, decided, faultsOf, NOW } from '../campaign-builders.ts';

const confirm = (found: string) => ({ type: 'ConfirmRestore', found }) as const;
const effectOf = (found: string, integration = anIntegration()) =>
  decided(confirm(found), aState({ integration }), 'int-1');

test('what an operator has confirmed is kept with the integration', () => {
  expect(effectOf('older d1/7/5')).toMatchObject({
    accepted: true,
    effect: {
      kind: 'put-integration',
      integration: { ...anIntegration(), confirmedRestore: { found: 'older d1/7/5', at: NOW } },
    },
  });
});

test('the same word twice changes nothing', () => {
  const integration = anIntegration({ confirmedRestore: { found: 'older d1/7/5', at: NOW } });
  expect(effectOf('older d1/7/5', integration)).toMatchObject({ effect: { kind: 'nothing' } });
});

test('it outlives a new registration of the number', () => {
  const integration = anIntegration({ confirmedRestore: { found: 'older d1/7/5', at: NOW } });
  const { name, phoneNumberId, displayPhoneNumber, businessAccountId, credentials, active } = integration;
  const body = { name, phoneNumberId, displayPhoneNumber, businessAccountId, credentials, active };
  const decision = decided(
    { type: 'RegisterIntegration', ...body, messagesPerSecond: 1_000 },
    aState({ integration }),
    'int-1',
  );
  expect(decision).toMatchObject({
    effect: { integration: { messagesPerSecond: 1_000, confirmedRestore: { found: 'older d1/7/5' } } },
  });
});

test('without anything found, or for a number that does not exist, it is refused', () => {
  expect(faultsOf(effectOf(''))).toEqual(['found invalid.property']);
  expect(faultsOf(effectOf('x'.repeat(201)))).toEqual(['found invalid.property']);
  expect(faultsOf(decided(confirm('x'), aState({ integration: null }), 'int-1'))).toEqual([
    'subjectId resource.not.found',
  ]);
});
