/** What a check found. */
export type Finding = {
  readonly check: string;
  /** `warning`: works, and will not for ever. */
  readonly level: 'ok' | 'warning' | 'fault';
  readonly what: string;
  /** What to do about it; empty when all is well. */
  readonly do: string;
};

/** Collects the findings of one check; without any it is told as ok. */
export function noting(check: string) {
  const findings: Finding[] = [];
  return {
    fault: (what: string, todo: string): void =>
      void findings.push({ check, level: 'fault', what, do: todo }),
    warn: (what: string, todo: string): void =>
      void findings.push({ check, level: 'warning', what, do: todo }),
    /** @param fine what is said when there is nothing to do */
    end: (fine: string): Finding[] =>
      findings.length > 0 ? findings : [{ check, level: 'ok', what: fine, do: '' }],
  };
}
