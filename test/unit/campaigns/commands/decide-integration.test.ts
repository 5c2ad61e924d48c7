import type { BodyOf } from '../../../../services/campaigns/commands/decision.ts';
import { anIntegration, aState, decided, faultsOf } from '../campaign-builders.ts';

const register = (overrides: Partial<BodyOf<'RegisterIntegration'>> = {}): BodyOf<'RegisterIntegration'> => ({
  type: 'RegisterIntegration',
  name: 'main number',
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '+1 555 010 0000',
  businessAccountId: '102290129340398',
  messagesPerSecond: 80,
  credentials: 'default',
  active: true,
  ...overrides,
});

it('registers a number, and changes nothing the second time', () => {
  expect(decided(register(), aState({ integration: null }), 'int-1')).toMatchObject({
    accepted: true,
    effect: { kind: 'put-integration', integration: anIntegration() },
  });
  expect(decided(register(), aState(), 'int-1')).toMatchObject({
    accepted: true,
    effect: { kind: 'nothing' },
  });
});

it('names every wrong field, and never repeats what may be a token', () => {
  const token = 'EAAG secret token';
  const body = register({
    name: ' ',
    phoneNumberId: 'abc',
    displayPhoneNumber: 'call me',
    businessAccountId: 'x',
    credentials: token,
    messagesPerSecond: 0,
  });
  const decision = decided(body, aState({ integration: null }), 'int-1');
  expect(faultsOf(decision)).toEqual([
    'name name.cannot.be.blank',
    'phoneNumberId invalid.property',
    'displayPhoneNumber invalid.property',
    'businessAccountId invalid.property',
    'credentials invalid.property',
    'messagesPerSecond invalid.property',
  ]);
  expect(JSON.stringify(decision)).not.toContain(token);
});

it('refuses a second integration for a number', () => {
  expect(faultsOf(decided(register(), aState({ integration: null, isTaken: true }), 'int-2'))).toEqual([
    'phoneNumberId duplicate.phone.number.id',
  ]);
});

it('keeps its number while a campaign sends with it', () => {
  const usedBy = [{ name: 'spring', status: 'on' as const }];
  const body = register({ phoneNumberId: '999' });
  expect(faultsOf(decided(body, aState({ usedBy }), 'int-1'))).toEqual(['phoneNumberId resources.in.use']);
  expect(decided(body, aState({ usedBy: [{ name: 'spring', status: 'off' }] }), 'int-1').accepted).toBe(true);
});

describe('deleting', () => {
  const body = { type: 'DeleteIntegration', phoneNumberId: anIntegration().phoneNumberId } as const;

  it('deletes a number that nothing uses', () => {
    expect(decided(body, aState(), 'int-1')).toMatchObject({
      accepted: true,
      effect: { kind: 'delete-integration', integrationId: 'int-1' },
    });
  });

  it('keeps one that a campaign uses, that recipients have opted out of, or that is not the one meant', () => {
    const usedBy = [{ name: 'spring', status: 'off' as const }];
    const wrong = { ...body, phoneNumberId: '' };
    expect(faultsOf(decided(wrong, aState({ usedBy, hasOptOuts: true }), 'int-1'))).toEqual([
      'phoneNumberId invalid.property',
      'subjectId referential.integrity.error',
      'subjectId integration.has.opt.outs',
    ]);
    expect(faultsOf(decided(body, aState({ integration: null }), 'int-1'))).toEqual([
      'subjectId resource.not.found',
    ]);
  });
});
