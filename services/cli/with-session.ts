/** Makes an action of what works on a session, which is closed at the end. */
import type { Session } from './session.ts';

export type WithSession = <A extends unknown[]>(
  work: (session: Session, ...args: A) => Promise<void>,
) => (...args: A) => Promise<void>;
