import { isUserId } from '../../../../services/simulator/rules/recipient.ts';
import { userIdOf } from '../../../../services/simulator/rules/user-id.ts';

test('a user id has the provider’s form, names the country, and is the same for the same number', () => {
  for (const [digits, country] of [
    ['14155550123', 'US'],
    ['4915155550123', 'DE'],
    ['5511955550123', 'BR'],
    ['2348055550123', 'NG'],
    ['67455550123', 'ZZ'],
  ] as const) {
    expect(isUserId(userIdOf(digits))).toBe(true);
    expect(userIdOf(digits)).toMatch(new RegExp(`^${country}\\.\\d{16}$`));
    expect(userIdOf(digits)).toBe(userIdOf(digits));
  }
});

test('numbers of a whole list have user ids of their own', () => {
  const ids = new Set<string>();
  for (let n = 0; n < 100_000; n++) ids.add(userIdOf(String(13_170_000_000 + n)));
  for (let n = 0; n < 100_000; n++) ids.add(userIdOf(String(4_915_100_000_000 + n * 977)));
  expect(ids.size).toBe(200_000);
});
