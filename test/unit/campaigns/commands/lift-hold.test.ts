import { liftSignals } from '../../../../services/campaigns/commands/lift-hold.ts';
import type { BodyOf } from '../../../../services/campaigns/commands/decision.ts';
import { anIntegration, aState, decided, faultsOf } from '../campaign-builders.ts';

type Body = BodyOf<'LiftHold'>;
const lift = (over: Partial<Body> = {}): Body & { type: 'LiftHold' } => ({
  ...{ type: 'LiftHold', scope: 'CAMPAIGN', scopeKey: 'campaign-1', codes: [131042] },
  ...over,
});
const decisionOn = (body: Partial<Body>) =>
  decided(lift(body), aState({ integration: anIntegration() }), 'int-1');

test('a hold of a number that is registered may be lifted; the database changes in nothing', () => {
  expect(decisionOn({})).toMatchObject({ accepted: true, effect: { kind: 'nothing' } });
});

test('what cannot be a hold is refused with the field named', () => {
  const unknown = decided(lift(), aState({ integration: null }), 'int-1');
  expect(faultsOf(unknown)).toEqual(['subjectId resource.not.found']);
  expect(faultsOf(decisionOn({ scopeKey: '' }))).toEqual(['scopeKey invalid.property']);
  expect(faultsOf(decisionOn({ scope: 'TEMPLATE', scopeKey: '' }))).toEqual(['scopeKey invalid.property']);
  expect(faultsOf(decisionOn({ scopeKey: 'x'.repeat(601) }))).toEqual(['scopeKey invalid.property']);
  const codes = Array.from({ length: 101 }, (_, code) => code);
  expect(faultsOf(decisionOn({ codes }))).toEqual(['codes invalid.property']);
});

describe('who is told', () => {
  const integration = anIntegration({ _id: 'int-1', businessAccountId: 'waba' });
  const told = (scope: Body['scope'], business = 'waba') =>
    liftSignals({ issuedAt: 5 }, lift({ scope }), { ...integration, businessAccountId: business }, 9).map(
      ({ integrationId }) => integrationId,
    );

  test('the number; for what its account or the app is held for, all their numbers', () => {
    expect(told('NUMBER')).toEqual(['int-1']);
    expect(told('CAMPAIGN')).toEqual(['int-1']);
    expect(told('TEMPLATE')).toEqual(['int-1', 'account:waba']);
    expect(told('ACCOUNT')).toEqual(['int-1', 'account:waba']);
    expect(told('ACCOUNT', '')).toEqual(['int-1']);
    expect(told('APP')).toEqual(['int-1', 'app']);
  });

  test('a command from the future lifts nothing that is said after now', () => {
    const at = (issuedAt: number) => liftSignals({ issuedAt }, lift(), integration, 9).map((one) => one.at);
    expect(at(5)).toEqual([5]);
    expect(at(5_000)).toEqual([9]);
  });
});
