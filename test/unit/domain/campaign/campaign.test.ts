import {
  isActive,
  maxMessagesPerMinute,
  nameFaults,
  statusAfter,
} from '../../../../services/domain/campaign/campaign.ts';

it('a campaign whose messages may be under way is active', () => {
  const statuses = ['on', 'stopping', 'off', 'complete', 'invalid', 'forced_off', 'forced_stopping'] as const;
  expect(statuses.filter(isActive)).toEqual(['on', 'stopping', 'forced_stopping']);
});

it('no trigger but a start or a resend turns a campaign on', () => {
  for (const [trigger, table] of Object.entries(statusAfter))
    if (trigger !== 'start' && trigger !== 'resend') expect(Object.values(table)).not.toContain('on');
});

it('a name has 1 to 64 characters, whatever they are', () => {
  expect(nameFaults('Ñandú & Söhne: 50 % off!')).toEqual([]);
  expect(nameFaults('😀'.repeat(64))).toEqual([]);
  expect(nameFaults('😀'.repeat(65))).toMatchObject([{ code: 'name.length.exceeded', limit: 64 }]);
  expect(nameFaults('\t ')).toMatchObject([{ code: 'name.cannot.be.blank' }]);
});

it('the smaller of number and installation bounds messages per minute', () => {
  expect(maxMessagesPerMinute(80, 1_000)).toBe(4_800);
  expect(maxMessagesPerMinute(1_000, 80)).toBe(4_800);
});
