/** When a campaign starts, for people. */
export const windowText = ({ notBefore, notAfter }: { notBefore: Date; notAfter: Date }): string =>
  `at ${notBefore.toISOString()}, not after ${notAfter.toISOString()}`;
