/** What must hold whatever happens, judged with none of the code that is judged. A Violation says which promise was broken, and how. */
import type { MessageDocument } from '../../schemas/collections.ts';

export class Violation extends Error {}

const RANK = { SENT: 1, EXPIRED: 2, UNDELIVERED: 3, DELIVERED: 4, READ: 5 } as const;
const MINUTE_MICROS = 60_000_000;

export type Sent = {
  readonly messageId: string;
  readonly runId: string;
  /** Whose number it is. */
  readonly to: string;
  readonly atMicros: number;
  /** What the provider did with it, whoever heard of it: 'refused' and 'not written' are definitely not sent. */
  readonly fate: 'accepted' | 'refused' | 'not written';
};

export class Judge {
  readonly #sent: Sent[] = [];
  readonly #fates = new Map<string, Sent['fate'][]>();
  /** Messages that the ledger has known as accepted. */
  readonly #known = new Set<string>();
  readonly #resends = new Map<string, { earlier: readonly string[]; mayGetItTwice: boolean }>();
  /** Claimed for a resend when the ledger knew already that an earlier message had reached the same person. */
  readonly #needless = new Set<string>();
  readonly #slots: number[] = [];
  readonly #slotsOfRun = new Map<string, number[]>();
  readonly #stopped = new Set<string>();
  readonly #limitPerMinute: number;
  readonly #intervalMicros: number;

  constructor(limitPerMinute: number) {
    this.#limitPerMinute = limitPerMinute;
    this.#intervalMicros = MINUTE_MICROS / limitPerMinute;
  }

  /** Slots are even: never closer than the number's interval, whoever gave them. */
  slot(runId: string, sendAt: number, runIntervalMicros: number): void {
    this.#apart(this.#slots, sendAt, this.#intervalMicros, 'the number');
    const ofRun = this.#slotsOfRun.get(runId) ?? [];
    this.#slotsOfRun.set(runId, ofRun);
    this.#apart(ofRun, sendAt, runIntervalMicros, `run ${runId}`);
  }

  #apart(slots: number[], sendAt: number, interval: number, of: string): void {
    for (let place = slots.length - 1; place >= 0; place -= 1) {
      const other = slots[place] ?? 0;
      if (Math.abs(other - sendAt) < interval)
        throw new Violation(`slots of ${of} are ${Math.abs(other - sendAt)} µs apart; expected ${interval}`);
      if (other < sendAt - 10 * interval) break;
    }
    slots.push(sendAt);
  }

  /** A request leaves. */
  request(sent: Sent): void {
    const before = this.#fates.get(sent.messageId) ?? [];
    if (before.includes('accepted')) throw new Violation(`${sent.messageId} is sent a second time`);
    if (this.#stopped.has(sent.runId))
      throw new Violation(`${sent.messageId} is sent after the stop of its run was acknowledged`);
    this.#sentAgain(sent);
    this.#fates.set(sent.messageId, [...before, sent.fate]);
    this.#sent.push(sent);
    const inMinute = this.#sent.filter(({ atMicros }) => atMicros > sent.atMicros - MINUTE_MICROS).length;
    if (inMinute > this.#limitPerMinute)
      throw new Violation(`${inMinute} requests within a minute; the limit is ${this.#limitPerMinute}`);
  }

  /** A run begins that sends again to some of the earlier runs' people. */
  resend(runId: string, earlier: readonly string[], mayGetItTwice: boolean): void {
    this.#resends.set(runId, { earlier, mayGetItTwice });
  }

  /** A sender takes a message, as far as it is to be sent. */
  claimed(messageId: string, runId: string, to: string): void {
    const reached = this.#earlierTo(runId, to).some((earlier) => this.#known.has(earlier.messageId));
    if (reached) this.#needless.add(messageId);
    else this.#needless.delete(messageId);
  }

  /** Nobody who has the message gets it again; but for who agreed to that while nobody knew. */
  #sentAgain({ messageId, runId, to }: Sent): void {
    const hasIt = this.#earlierTo(runId, to).some(({ fate }) => fate === 'accepted');
    if (hasIt && !this.#resends.get(runId)?.mayGetItTwice)
      throw new Violation(`${to} is sent to again in ${runId}, whom a message had reached`);
    if (this.#needless.has(messageId))
      throw new Violation(
        `${to} is sent to again in ${runId}, of whom the ledger knew that a message had arrived`,
      );
  }

  #earlierTo(runId: string, to: string): Sent[] {
    const earlier = this.#resends.get(runId)?.earlier ?? [];
    return this.#sent.filter((one) => one.to === to && earlier.includes(one.runId));
  }

  stopAcknowledged(runId: string): void {
    this.#stopped.add(runId);
  }
  started(runId: string): void {
    this.#stopped.delete(runId);
  }

  /** The status of a message changes. */
  change(before: MessageDocument | undefined, after: MessageDocument): void {
    if (after.state === 'ACCEPTED') this.#known.add(after._id);
    const rank = (document: MessageDocument | undefined): number =>
      document?.delivery ? RANK[document.delivery] : 0;
    if (rank(after) < rank(before))
      throw new Violation(
        `the delivery of ${after._id} goes back from ${before?.delivery} to ${after.delivery}`,
      );
    if (before?.state === 'ACCEPTED' && after.state !== 'ACCEPTED' && after.delivery !== 'UNDELIVERED')
      throw new Violation(`${after._id} was accepted and becomes ${after.state}`);
  }

  /** Counters against the ledger, counted anew. */
  counters(counters: ReadonlyMap<string, number>, ledger: Iterable<MessageDocument>): void {
    const recount = { accepted: 0, failed: 0, skipped: 0, unknown: 0 };
    for (const { state } of ledger) {
      if (state === 'ACCEPTED') recount.accepted += 1;
      else if (state === 'FAILED') recount.failed += 1;
      else if (state === 'SKIPPED') recount.skipped += 1;
      else if (state === 'UNKNOWN') recount.unknown += 1;
    }
    for (const [name, count] of Object.entries(recount))
      if ((counters.get(name) ?? 0) !== count)
        throw new Violation(`counter ${name} is ${counters.get(name) ?? 0}, the ledger has ${count}`);
  }

  /** A run is called complete: every contact has exactly one outcome, and it is the right one. */
  complete(runId: string, contacts: ReadonlySet<string>, ledger: readonly MessageDocument[]): void {
    const of = ledger.filter((document) => document.runId === runId);
    const open = of.filter(({ state }) => state === 'INTENT' || state === 'WAITING');
    if (open.length > 0) throw new Violation(`run ${runId} is complete with ${open.length} messages open`);
    const known = of.map(({ contactId }) => contactId);
    const lost = [...contacts].filter((contactId) => !known.includes(contactId));
    if (lost.length > 0) throw new Violation(`run ${runId} is complete without ${lost.join(', ')}`);
    if (known.length !== contacts.size)
      throw new Violation(`run ${runId} has ${known.length} outcomes of ${contacts.size} contacts`);
    for (const { _id, state } of of) {
      const accepted = this.#fates.get(_id)?.includes('accepted') ?? false;
      if (accepted && state !== 'ACCEPTED' && state !== 'UNKNOWN' && state !== 'FAILED')
        throw new Violation(`${_id} was sent and is ${state}`);
      if (!accepted && state === 'ACCEPTED') throw new Violation(`${_id} was never sent and is ACCEPTED`);
    }
  }

  get requests(): number {
    return this.#sent.length;
  }
}
