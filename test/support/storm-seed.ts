/** The seed of what storms generate: another one each time, said when a test fails, and the same again with TEST_SEED. */
import fc from 'fast-check';

export const stormSeed = Number(process.env['TEST_SEED'] ?? Date.now() % 2_147_483_647);

/** Values without shrinking, for what is tried all at once. */
export const stormOf = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { numRuns: count, seed: stormSeed });

/** Says how to see a failure again. */
export const again = (found: unknown): string => `TEST_SEED=${stormSeed}: ${String(found).slice(0, 500)}`;
