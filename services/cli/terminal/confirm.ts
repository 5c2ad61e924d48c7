/**
 * Asks for confirmation of changes that cannot be undone: on a terminal by a question, in a script by --yes.
 */
import { UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { terminalLine } from './terminal-text.ts';

/** @throws UsageError when the user does not agree */
export async function confirm(
  session: Session,
  question: string,
  isAgreed: boolean | undefined,
): Promise<void> {
  if (isAgreed) return;
  const { ask } = session.io;
  if (!ask) throw new UsageError(`${question}? Nothing was done; confirm with --yes`);
  if (!(await ask(`${terminalLine(question)}? [y/N] `))) throw new UsageError('nothing was done');
}
