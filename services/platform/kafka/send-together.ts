/** While one send is under way, what arrives is collected and leaves with the next: few large sends instead of many small ones. */

/** More is waiting than may wait; nothing was taken. */
export class TooMuchWaiting extends Error {}

/**
 * @param send sends values; resolves when they are acknowledged
 * @param maxWaiting values that may wait for the next send; more at once are taken when none waits, else they could never go
 * @param everyMs least time from the start of one send to the start of the next, so that more can gather; the first is at once
 * @returns a function that resolves or rejects with the send that carried its values
 */
export function sendTogether<V>(
  send: (values: readonly V[]) => Promise<void>,
  maxWaiting: number,
  everyMs = 0,
): (values: readonly V[]) => Promise<void> {
  let waiting: V[] = [];
  let next: Promise<void> | null = null;
  let underWay: Promise<unknown> = Promise.resolve();

  const sendWaiting = (): Promise<void> => {
    const values = waiting;
    waiting = [];
    next = null;
    const sending = send(values);
    const settled = sending.catch(() => undefined); // whoever waits for the values hears of it
    underWay = everyMs > 0 ? Promise.all([settled, pause(everyMs)]) : settled;
    return sending;
  };

  return async (values) => {
    if (values.length === 0) return;
    if (waiting.length > 0 && waiting.length + values.length > maxWaiting)
      throw new TooMuchWaiting(`${waiting.length} records wait already`);
    for (const value of values) waiting.push(value);
    next ??= underWay.then(sendWaiting);
    return next;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
