/**
 * When each message of this sender leaves: at its slot, in the order of slots, and after a delay a little faster than the number's
 * pace until it is on time again. No message leaves before its slot, so catching up adds nothing to a sliding minute. Pure: now is an
 * argument. Microseconds.
 */

/** This much of a delay is made up for at once: a process that shares its cores stands still for a time like this again and again. */
const CATCH_UP_MICROS = 20_000;
/** The rest is made up for at a pace that is faster by this share. Without it, delays add up until messages are late. */
const CATCH_UP_SHARE = 0.1;

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
  add(message: M): void;
  /**
   * Takes every message that may leave now, and those that missed their slot for good: they cost the others nothing.
   * @param mayLeave asked of each message when it is due; one that may not stays, and those behind it go on
   */
  takeDue(nowMicros: number, mayLeave?: (message: M) => boolean): { due: M[]; late: M[] };
  /** When the next message may leave; null when there is none. */
  nextMicros(): number | null;
  size(): number;
  /** Takes what is left, e.g. at a stop. */
  drain(): M[];
};

/**
 * A schedule; each number has its own queue and spacing.
 * @param latenessMicros later than this after its slot a message is not to be sent
 */
export function createSendSchedule<M extends Scheduled>(latenessMicros: number): SendSchedule<M> {
  const queues = new Map<string, { messages: M[]; head: number; allowedMicros: number }>();
  let count = 0;

  const dueOf = (queue: { messages: M[]; head: number; allowedMicros: number }): number | null => {
    const first = queue.messages[queue.head];
    return first ? Math.max(first.sendAt, queue.allowedMicros - CATCH_UP_MICROS) : null;
  };

  return {
    add(message) {
      let queue = queues.get(message.integrationId);
      if (!queue) queues.set(message.integrationId, (queue = { messages: [], head: 0, allowedMicros: 0 }));
      // slots come nearly in order: look for the place from the end
      let place = queue.messages.length;
      while (place > queue.head && (queue.messages[place - 1]?.sendAt ?? 0) > message.sendAt) place -= 1;
      queue.messages.splice(place, 0, message);
      count += 1;
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
            const spacing = message.spacingMicros / (1 + CATCH_UP_SHARE);
            queue.allowedMicros = Math.max(queue.allowedMicros, nowMicros) + spacing;
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
    drain() {
      const left = [...queues.values()].flatMap((queue) => queue.messages.slice(queue.head));
      queues.clear();
      count = 0;
      return left;
    },
  };
}
