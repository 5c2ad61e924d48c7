/**
 * When each message of this sender leaves: at its slot, in the order of slots, and after a delay no faster than the number may go, apart
 * from a few messages at once. No message leaves before its slot, so catching up adds nothing to a sliding minute. Pure: now is an
 * argument. Microseconds.
 */

/**
 * This much of a delay is made up for at once: a process that decodes batches, or shares its cores, stands still for a time like this
 * again and again, and without it those times add up until messages are late. In a second it is one message more of 80, 20 of 1,000.
 */
const CATCH_UP_MICROS = 20_000;

/** A request must have this much of its lease left beyond its timeout. */
const LEASE_RESERVE_MS = 1_000;

/** Whether a request may start: its answer, or its timeout, comes before others take its intent for given up (invariant 2). */
export function mayStart(leaseUntilMs: number, nowMs: number, timeoutMs: number): boolean {
  return leaseUntilMs - nowMs >= timeoutMs + LEASE_RESERVE_MS;
}

export type Scheduled = {
  readonly integrationId: string;
  readonly sendAt: number;
  readonly spacingMicros: number;
};

export type SendSchedule<M extends Scheduled> = {
  /** In any order: batches of several partitions come one after the other, their slots mixed. */
  add(messages: readonly M[]): void;
  /**
   * Takes every message that may leave now, and those that missed their slot for good: they cost the others nothing.
   * @param mayLeave asked of each message when it is due; one that may not stays, and those behind it go on
   */
  takeDue(nowMicros: number, mayLeave?: (message: M) => boolean): { due: M[]; late: M[] };
  /** When the next message may leave; null when there is none. */
  nextMicros(): number | null;
  size(): number;
  /** How late the last message of a number left, microseconds; 0 before the first. */
  delayOf(integrationId: string): number;
  /** Takes what is left, e.g. at a stop. */
  drain(): M[];
};

type Queue<M> = { messages: M[]; head: number; allowedMicros: number; delayMicros: number };

const EMPTY = { head: 0, allowedMicros: 0, delayMicros: 0 };

const bySlot = (one: Scheduled, other: Scheduled): number => one.sendAt - other.sendAt;

/** Into the order of slots; of the same slot whoever came first is first. Moves what is behind the earliest new one, once. */
function insert<M extends Scheduled>({ messages, head }: Queue<M>, own: M[]): void {
  own.sort(bySlot);
  const first = own[0]?.sendAt ?? 0;
  let [from, to] = [head, messages.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((messages[middle]?.sendAt ?? 0) > first) to = middle;
    else from = middle + 1;
  }
  const behind = messages.splice(from);
  let place = 0;
  for (const message of own) {
    for (let next = behind[place]; next && next.sendAt <= message.sendAt; next = behind[(place += 1)])
      messages.push(next);
    messages.push(message);
  }
  for (; place < behind.length; place += 1) messages.push(behind[place] as M);
}

/**
 * A schedule; each number has its own queue and spacing.
 * @param latenessMicros later than this after its slot a message is not to be sent
 */
export function createSendSchedule<M extends Scheduled>(latenessMicros: number): SendSchedule<M> {
  const queues = new Map<string, Queue<M>>();
  let count = 0;

  const dueOf = (queue: Queue<M>): number | null => {
    const first = queue.messages[queue.head];
    return first ? Math.max(first.sendAt, queue.allowedMicros - CATCH_UP_MICROS) : null;
  };

  return {
    add(messages) {
      const byNumber = new Map<string, M[]>();
      for (const message of messages) {
        const own = byNumber.get(message.integrationId);
        if (own) own.push(message);
        else byNumber.set(message.integrationId, [message]);
      }
      for (const [integrationId, own] of byNumber) {
        let queue = queues.get(integrationId);
        if (!queue) queues.set(integrationId, (queue = { ...EMPTY, messages: [] }));
        insert(queue, own);
      }
      count += messages.length;
    },
    takeDue(nowMicros, mayLeave = () => true) {
      const due: M[] = [];
      const late: M[] = [];
      for (const queue of queues.values()) {
        const kept: M[] = [];
        for (let message = queue.messages[queue.head]; message; message = queue.messages[queue.head]) {
          if (nowMicros - message.sendAt > latenessMicros) late.push(message);
          else if ((dueOf(queue) ?? Infinity) > nowMicros) break;
          else if (!mayLeave(message)) kept.push(message);
          else {
            queue.allowedMicros = Math.max(queue.allowedMicros, nowMicros) + message.spacingMicros;
            queue.delayMicros = nowMicros - message.sendAt;
            due.push(message);
          }
          queue.head += 1;
        }
        if (kept.length > 0) queue.messages.splice((queue.head -= kept.length), kept.length, ...kept);
        if (queue.head > 1_000 || queue.head === queue.messages.length) {
          queue.messages.splice(0, queue.head);
          queue.head = 0;
        }
      }
      count -= due.length + late.length;
      return { due, late };
    },
    nextMicros() {
      let next: number | null = null;
      for (const queue of queues.values()) {
        const due = dueOf(queue);
        if (due !== null && (next === null || due < next)) next = due;
      }
      return next;
    },
    size: () => count,
    delayOf: (integrationId) => queues.get(integrationId)?.delayMicros ?? 0,
    drain() {
      const left = [...queues.values()].flatMap((queue) => queue.messages.slice(queue.head));
      queues.clear();
      count = 0;
      return left;
    },
  };
}
