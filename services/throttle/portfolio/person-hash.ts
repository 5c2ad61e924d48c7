/** A person as a number that does not show whose phone number it is: 48 bits, so that 100,000 people hardly ever share one. */
import { createHash } from 'node:crypto';

/** @param portfolioId the same person has other hashes in other portfolios */
export const personHash = (portfolioId: string, phoneId: string): number =>
  createHash('sha256').update(`${portfolioId} ${phoneId}`).digest().readUIntBE(0, 6);
