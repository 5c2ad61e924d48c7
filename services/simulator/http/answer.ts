/** What the client will see of a request; decided before it is carried out. */
export type Answer =
  | {
      kind: 'reply';
      status: number;
      body: string;
      delayMs: number;
      headers?: Record<string, string>;
      after?: Promise<void>;
    }
  /** The connection stays open without a word. */
  | { kind: 'silence' }
  /** The connection is closed before any reply. */
  | { kind: 'drop' }
  /** Headers and half the body, then a reset. */
  | { kind: 'reset-in-body'; body: string };
