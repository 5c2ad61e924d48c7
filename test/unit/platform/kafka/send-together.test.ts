import { RetryLater } from '../../../../services/platform/kafka/outcome.ts';
import { sendTogether, TooMuchWaiting } from '../../../../services/platform/kafka/send-together.ts';

/** A send whose end the test decides. */
function heldSends() {
  const sends: Array<{ values: readonly number[]; end: () => void; fail: (error: Error) => void }> = [];
  const send = (values: readonly number[]) =>
    new Promise<void>((end, fail) => void sends.push({ values, end, fail }));
  return { sends, send };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('values sent together', () => {
  test('leave at once when nothing is under way', async () => {
    const { sends, send } = heldSends();
    void sendTogether(send, 100)([1, 2]);
    await turn();
    expect(sends.map(({ values }) => values)).toEqual([[1, 2]]);
  });

  test('wait while a send is under way and then leave in one', async () => {
    const { sends, send } = heldSends();
    const together = sendTogether(send, 100);
    void together([1]);
    await turn();
    void together([2]);
    void together([3, 4]);
    await turn();
    expect(sends).toHaveLength(1);
    sends[0]?.end();
    await turn();
    expect(sends.map(({ values }) => values)).toEqual([[1], [2, 3, 4]]);
  });

  test('wait for the pause between two sends, but not when a caller has many more', async () => {
    const { sends, send } = heldSends();
    const together = sendTogether(send, 100, 3_600_000, 3);
    void together([1]);
    await turn();
    sends[0]?.end();
    void together([2]);
    await turn();
    expect(sends).toHaveLength(1);
    void together([3, 4, 5]);
    await turn();
    expect(sends.map(({ values }) => values)).toEqual([[1], [2, 3, 4, 5]]);
    void together([6, 7, 8]);
    sends[1]?.end();
    await turn();
    expect(sends).toHaveLength(3);
  });

  test('are answered by the send that carried them, and a failure does not stop the next', async () => {
    const { sends, send } = heldSends();
    const together = sendTogether(send, 100);
    const first = together([1]);
    await turn();
    const second = together([2]);
    sends[0]?.fail(new Error('the broker is gone'));
    await expect(first).rejects.toThrow('the broker is gone');
    await turn();
    sends[1]?.end();
    await expect(second).resolves.toBeUndefined();
  });

  test('are sent alone when a joint send fails and nothing is down: only the culprit hears of it', async () => {
    const sent: Array<readonly number[]> = [];
    const together = sendTogether<number>(async (values) => {
      sent.push(values);
      if (values.includes(3)) throw new Error('3 is poison');
    }, 100);
    const first = together([1]);
    const [second, third, fourth] = [together([2]), together([3]), together([4])];
    await expect(third).rejects.toThrow('3 is poison');
    await Promise.all([first, second, fourth]);
    expect(sent.slice(-3)).toEqual([[2], [3], [4]]);
  });

  test('are not sent alone when the broker is away, or when they are to be sent later', async () => {
    for (const error of [Object.assign(new Error(), { code: 'ECONNREFUSED' }), new RetryLater(5, 'later')]) {
      const { sends, send } = heldSends();
      const together = sendTogether(send, 100);
      const parts = [together([1]), together([2])];
      await turn();
      sends[0]?.fail(error);
      for (const part of parts) await expect(part).rejects.toBe(error);
      expect(sends).toHaveLength(1);
    }
  });

  test('are refused when too many wait, taking none of them', async () => {
    const { sends, send } = heldSends();
    const together = sendTogether(send, 2);
    void together([1]);
    await turn();
    void together([2]);
    await expect(together([3, 4])).rejects.toThrow(TooMuchWaiting);
    sends[0]?.end();
    await turn();
    expect(sends[1]?.values).toEqual([2]);
  });

  test('are taken when more come at once than may wait, and nothing waits: they could never go otherwise', async () => {
    const { sends, send } = heldSends();
    const together = sendTogether(send, 2);
    void together([1, 2, 3]);
    await turn();
    expect(sends.map(({ values }) => values)).toEqual([[1, 2, 3]]);
    void together([4, 5, 6]);
    await turn();
    await expect(together([7])).rejects.toThrow(TooMuchWaiting);
  });

  test('gather for a while after the last send when they may', async () => {
    jest.useFakeTimers();
    const sent: Array<readonly number[]> = [];
    const together = sendTogether<number>(async (values) => void sent.push(values), 100, 50);
    await together([1]);
    const second = together([2]);
    const third = together([3]);
    await jest.advanceTimersByTimeAsync(49);
    expect(sent).toEqual([[1]]);
    await jest.advanceTimersByTimeAsync(1);
    await Promise.all([second, third]);
    expect(sent).toEqual([[1], [2, 3]]);
    jest.useRealTimers();
  });
});
