/**
 * Collects values while a send is in flight and sends them together next: few large sends instead of many
 * small ones. When a joint send fails although the infrastructure works, each caller's values are sent alone,
 * so that only the caller at fault gets the error.
 */
import { isLostInfrastructure } from './handling/lost-infrastructure.ts';
import { RetryLater } from './outcome.ts';

/** The queue is full; nothing was taken. */
export class TooMuchWaiting extends Error {}

/** The values of one caller. */
type Part<V> = {
  readonly values: readonly V[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/**
 * @param send sends values; resolves when they are acknowledged
 * @param maxWaiting values that may wait for the next send; a larger set is accepted when the queue is empty,
 *   or it could never be sent
 * @param everyMs least time from the start of one send to the start of the next, so that more values gather;
 *   the first send starts at once
 * @param fullAt a caller that brings so many values has more behind them: then nobody waits for `everyMs`
 * @returns a function that resolves or rejects with the send that carried its values
 */
export function sendTogether<V>(
  send: (values: readonly V[]) => Promise<void>,
  maxWaiting: number,
  everyMs = 0,
  fullAt = Infinity,
): (values: readonly V[]) => Promise<void> {
  let waiting: Part<V>[] = [];
  let waitingValues = 0;
  let underWay: Promise<unknown> = Promise.resolve();
  let endPause = (): void => undefined;

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (waiting.some(({ values }) => values.length >= fullAt)) endPause();
    });

  const sendWaiting = async (): Promise<void> => {
    const parts = waiting;
    waiting = [];
    waitingValues = 0;
    const sending = settle(send, parts);
    underWay = everyMs > 0 ? Promise.all([sending, pause()]) : sending;
    await sending;
  };

  return async (values) => {
    if (values.length === 0) return;
    if (waitingValues > 0 && waitingValues + values.length > maxWaiting)
      throw new TooMuchWaiting(`${waitingValues} records wait already`);
    const sent = new Promise<void>((resolve, reject) => void waiting.push({ values, resolve, reject }));
    waitingValues += values.length;
    if (values.length >= fullAt) endPause();
    if (waiting.length === 1) void underWay.then(sendWaiting);
    return sent;
  };
}

/** Sends all parts, together or one by one; each caller gets the result of its own part. Never rejects. */
async function settle<V>(
  send: (values: readonly V[]) => Promise<void>,
  parts: ReadonlyArray<Part<V>>,
): Promise<void> {
  try {
    await send(parts.flatMap(({ values }) => values));
    for (const { resolve } of parts) resolve();
  } catch (error) {
    if (parts.length === 1 || !isAboutValues(error)) for (const { reject } of parts) reject(error);
    else for (const part of parts) await settle(send, [part]);
  }
}

const isAboutValues = (error: unknown): boolean =>
  !(error instanceof RetryLater) && !isLostInfrastructure(error);
